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
    private static final long RETRY_MS = 1_000;
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
        if (follow) {
            follow(coordinator, id, part.next());
        }
        return ExitCode.OK.code();
    }

    /** Until Ctrl-C: a coordinator or an agent that is away comes back, and then the log goes on where it was. */
    private void follow(CoordinatorClient coordinator, ComponentId id, long from) {
        PrintWriter err = spec.commandLine().getErr();
        long next = from;
        String trouble = "";
        try {
            while (true) {
                Thread.sleep(trouble.isEmpty() ? FOLLOW_MS : RETRY_MS);
                try {
                    CoordinatorClient.LogPart part = coordinator.logFrom(id, next);
                    if (!trouble.isEmpty()) {
                        err.println("-- going on --");
                    }
                    trouble = "";
                    next = part.next();
                    print(part.text());
                } catch (CommandFailure failure) {
                    String message = failure.failure().message();
                    if (!message.equals(trouble)) {
                        err.println("-- " + Texts.printable(message) + "; trying again, Ctrl-C ends --");
                    }
                    trouble = message;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
