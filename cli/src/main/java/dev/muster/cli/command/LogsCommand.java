package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster logs HOST/ROLE}. */
@Command(name = "logs", header = "Print the output of a component.")
final class LogsCommand implements Callable<Integer> {

    private static final long FOLLOW_MS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "HOST/ROLE", description = "The component, for example 192.168.1.41/backend.")
    private String component;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what is added, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            defaultValue = "200",
            description = "How many of the last lines. Default: ${DEFAULT-VALUE}.")
    private int tail;

    private final Surroundings surroundings;

    LogsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        ComponentId id = parse(component);
        CoordinatorClient coordinator = connection.open(surroundings);
        JsonTree part = part(coordinator, id, "tail=" + Math.max(0, tail));
        print(part);
        try {
            while (follow) {
                Thread.sleep(FOLLOW_MS);
                part = part(coordinator, id, "offset=" + part.get("nextOffset").number());
                print(part);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK.code();
    }

    private static JsonTree part(CoordinatorClient coordinator, ComponentId id, String query) throws CommandFailure {
        try {
            return JsonTree.parse(coordinator.log(id, query).text());
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "BAD_ANSWER", "the coordinator's answer cannot be read: " + e.getMessage(), "");
        }
    }

    /** A terminal gets no control characters from a log; a file gets the bytes as they are. */
    private void print(JsonTree part) {
        PrintWriter out = spec.commandLine().getOut();
        String text = part.get("text").text();
        if (surroundings.terminal().outputIsTerminal()) {
            String[] lines = text.split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                out.print(Texts.printable(lines[i]) + (i < lines.length - 1 ? "\n" : ""));
            }
        } else {
            out.print(text);
        }
        out.flush();
    }

    static ComponentId parse(String text) throws CommandFailure {
        int slash = text.lastIndexOf('/');
        String role = text.substring(slash + 1);
        if (slash < 1 || !Role.isValid(role)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOT_A_COMPONENT",
                    "\"" + text + "\" is not a component",
                    "write HOST/ROLE, for example 192.168.1.41/backend");
        }
        HostName host = Hosts.parse(text.substring(0, slash));
        return new ComponentId(host, new Role(role));
    }
}
