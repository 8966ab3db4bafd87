package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
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
    private static final int TAIL_BYTES = 64 << 10;

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
        CoordinatorClient.LogPart part = coordinator.logTail(id, TAIL_BYTES);
        print(lastLines(part.text(), tail));
        try {
            while (follow) {
                Thread.sleep(FOLLOW_MS);
                part = coordinator.logFrom(id, part.next());
                print(part.text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK.code();
    }

    /** The end of {@code text}, at most {@code lines} lines of it. */
    static String lastLines(String text, int lines) {
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        int start = end;
        for (int left = lines; left > 0 && start >= 0; left--) {
            start = text.lastIndexOf('\n', start - 1);
        }
        return lines <= 0 ? "" : text.substring(start + 1);
    }

    /** A terminal gets no control characters from a log; a file gets the text as it is. */
    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
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
