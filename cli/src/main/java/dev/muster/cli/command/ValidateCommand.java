package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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

    @Option(
            names = "-o",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private Output output;

    private final Surroundings surroundings;

    ValidateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        SpecFile.Content content = ClusterFile.content(file);
        SpecResult result = SpecParser.parse(content.fileName(), content.bytes(), Definitions.roles(surroundings));
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(json(result));
        } else {
            result.text().forEach(out::println);
        }
        if (!(result instanceof SpecResult.Valid valid)) {
            return ExitCode.INVALID.code();
        }
        if (explain != null) {
            explain(valid.spec(), explain, out);
        } else if (output == Output.TEXT) {
            out.println(file + " is valid: cluster \"" + valid.spec().name() + "\", "
                    + valid.spec().hosts().size() + " hosts, "
                    + valid.spec().componentIds().size() + " sub-components");
        }
        return ExitCode.OK.code();
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

    /** Diagnostics for editors and scripts: positions are counted from 1. */
    private String json(SpecResult result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            to.writeStartObject();
            to.writeStringField("schema", "muster/diagnostics/1");
            to.writeStringField("file", file.toString());
            to.writeBooleanField("valid", result instanceof SpecResult.Valid);
            to.writeArrayFieldStart("diagnostics");
            for (Problem problem : result.problems()) {
                to.writeStartObject();
                to.writeStringField("severity", problem.isError() ? "ERROR" : "WARNING");
                to.writeStringField("code", problem.code().id());
                to.writeStringField("message", problem.message());
                to.writeStringField("hint", problem.hint());
                to.writeNumberField("line", problem.line());
                to.writeNumberField("column", problem.column());
                to.writeNumberField("length", problem.length());
                to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text.toString();
    }
}
