package dev.muster.cli.command;

import dev.muster.cli.console.Guidance;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.Missing;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster hosts}: one line a host, for people and for {@code cut}. */
@Command(name = "hosts", header = "List the hosts, or only those that are missing, with what to run there.")
final class HostsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(names = "--missing", description = "Only hosts whose agent is not there.")
    private boolean missing;

    @Option(names = "--commands", description = "Print the command that starts the agent of each, to be run on it.")
    private boolean commands;

    private final Surroundings surroundings;

    HostsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<HostView> hosts = StatusJson.read(connection.open(surroundings).cluster()).hosts().stream()
                .filter(host -> !missing || host.status() != AgentStatus.REGISTERED)
                .toList();
        Guidance guidance = Guidance.of(surroundings.program());
        PrintWriter out = spec.commandLine().getOut();
        int width = hosts.stream()
                .mapToInt(host -> host.name().value().length())
                .max()
                .orElse(0);
        for (HostView host : hosts) {
            if (commands) {
                withCommand(host, guidance).forEach(out::println);
            } else {
                out.println(line(host, width));
            }
        }
        return ExitCode.OK.code();
    }

    private static String line(HostView host, int width) {
        String name = host.name().value();
        Missing missing = host.missing();
        return name + " ".repeat(width - name.length()) + "   "
                + host.status().name().toLowerCase(Locale.ROOT) + " for "
                + Texts.wholeDuration(host.statusAgeMs())
                + (missing == null
                        ? ""
                        : "   " + Texts.printable(missing.summary()) + " ["
                                + missing.cause().code() + "]");
    }

    /** For a shell: all that is not to be run is a comment. */
    private static List<String> withCommand(HostView host, Guidance guidance) {
        Missing missing = host.missing();
        if (missing == null) {
            return List.of(guidance.startCommand(host.name()));
        }
        List<String> lines = new ArrayList<>();
        lines.add("# " + host.name() + ": " + Texts.printable(missing.cause().message()) + " ["
                + missing.cause().code() + "]");
        if (!missing.cause().hint().isEmpty()) {
            lines.add("# " + Texts.printable(missing.cause().hint()));
        }
        if (!missing.command().isEmpty()) {
            lines.add(Texts.printable(missing.command()));
        }
        return lines;
    }
}
