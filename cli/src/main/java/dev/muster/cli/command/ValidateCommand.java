package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.cli.console.Texts;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.spec.Problem;
import dev.muster.common.spec.SpecFile;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster validate}: every problem of a cluster.json in one run. */
@Command(name = "validate", header = "Check a cluster.json; print every problem with its place.")
final class ValidateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "FILE", description = "The cluster.json to check.")
    private Path file;

    @Option(
            names = "--explain",
            paramLabel = "HOST",
            description = "Print what this host comes to, and where each value is written.")
    private @Nullable String explain;

    @Mixin
    private OutputOption output;

    private final Surroundings surroundings;

    ValidateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        SpecFile.Content content = ClusterFile.content(file);
        ComponentCatalog catalog = Definitions.catalog(surroundings, Definitions.settings(Map.of(), Optional.empty()));
        SpecResult result =
                SpecParser.parse(content.fileName(), content.bytes(), catalog.roles(), catalog.rolesWithSeeds());
        List<ComponentProblem> components = componentProblems(result, catalog);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(json(result, components));
        } else {
            result.text().forEach(out::println);
            components.forEach(problem -> problem.lines(content.fileName()).forEach(out::println));
            if (!components.isEmpty()) {
                out.println(Texts.count(components.size(), "error") + " in the components of " + content.fileName()
                        + ". Nothing was started.");
            }
        }
        if (!components.isEmpty() || !(result instanceof SpecResult.Valid valid)) {
            return ExitCode.INVALID.code();
        }
        if (explain != null) {
            explain(valid.spec(), explain, out);
        } else if (!output.isJson()) {
            out.println(file + " is valid: cluster \"" + valid.spec().name() + "\", "
                    + valid.spec().hosts().size() + " hosts, "
                    + valid.spec().componentIds().size() + " sub-components");
        }
        return ExitCode.OK.code();
    }

    /** What no host could be started with, once the file itself is good. */
    private static List<ComponentProblem> componentProblems(SpecResult result, ComponentCatalog catalog) {
        return result instanceof SpecResult.Valid valid
                ? catalog.problems(valid.spec()).stream()
                        .map(ComponentProblem::of)
                        .toList()
                : List.of();
    }

    private static void explain(ClusterSpec cluster, String name, PrintWriter out) throws CommandFailure {
        HostSpec host = HostName.parse(name).flatMap(cluster::host).orElseThrow(() -> Hosts.notInFile(cluster, name));
        out.println(host.name()
                + (host.address() == null ? "" : "   address " + host.address())
                + (host.standby() ? "   standby" : ""));
        host.labels().forEach((label, value) -> out.println("  label " + label + " = " + value));
        host.roles().keySet().forEach(role -> {
            out.println("  " + role);
            cluster.settings(host, role)
                    .values()
                    .forEach((key, setting) ->
                            out.println("    " + key + " = " + setting.value() + "   (" + setting.origin() + ")"));
        });
    }

    /** Diagnostics for editors and scripts: positions are counted from 1; 0 is a place that is not known. */
    private String json(SpecResult result, List<ComponentProblem> components) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            to.writeStartObject();
            to.writeStringField("schema", "muster/diagnostics/1");
            to.writeStringField("file", file.toString());
            to.writeBooleanField("valid", result instanceof SpecResult.Valid && components.isEmpty());
            to.writeArrayFieldStart("diagnostics");
            for (Problem problem : result.problems()) {
                to.writeStartObject();
                to.writeStringField("severity", problem.isError() ? "ERROR" : "WARNING");
                words(to, problem.code().id(), problem.message(), problem.hint());
                place(to, problem.line(), problem.column(), problem.length());
                to.writeEndObject();
            }
            for (ComponentProblem problem : components) {
                to.writeStartObject();
                to.writeStringField("severity", "ERROR");
                words(to, problem.code(), problem.message(), problem.hint());
                place(to, problem.line(), problem.column(), 1);
                to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text.toString();
    }

    private static void words(JsonGenerator to, String code, String message, String hint) throws IOException {
        to.writeStringField("code", code);
        to.writeStringField("message", message);
        to.writeStringField("hint", hint);
    }

    private static void place(JsonGenerator to, int line, int column, int length) throws IOException {
        to.writeNumberField("line", line);
        to.writeNumberField("column", column);
        to.writeNumberField("length", length);
    }
}
