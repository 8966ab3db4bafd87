package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster events}: what happened, as the coordinator that leads has told it. */
@Command(name = "events", header = "Print what happened in the cluster.")
final class EventsCommand implements Callable<Integer> {

    private static final int WAIT_S = 20;
    private static final long RETRY_MS = 1_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what happens, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Only what happened within this time, for example 10m. Default: all that is kept.")
    private @Nullable Duration since;

    @Option(
            names = "-o",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text, or json: one document a line. Default: ${DEFAULT-VALUE}.")
    private Output output;

    private final Surroundings surroundings;

    EventsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        CoordinatorClient.Events page = coordinator.events("", 0);
        Instant from =
                since == null ? Instant.MIN : Instant.ofEpochMilli(page.atMs()).minus(since);
        while (true) {
            print(page.text(), from);
            boolean more = !page.text().isEmpty();
            if (!follow && !more) {
                return ExitCode.OK.code();
            }
            page = next(coordinator, page.last(), follow ? WAIT_S : 0);
        }
    }

    /** With {@code -f} a coordinator that is away comes back, or another one leads: its events are its own, from the beginning. */
    private CoordinatorClient.Events next(CoordinatorClient coordinator, String last, int waitS) throws CommandFailure {
        String trouble = "";
        while (true) {
            try {
                return coordinator.events(last, waitS);
            } catch (CommandFailure failure) {
                if (!follow || failure.exit() == ExitCode.NOT_ALLOWED) {
                    throw failure;
                }
                String message = failure.failure().message();
                if (!message.equals(trouble)) {
                    trouble = message;
                    spec.commandLine()
                            .getErr()
                            .println("-- " + Texts.printable(message) + "; trying again, Ctrl-C ends --");
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CommandFailure.of(ExitCode.INTERRUPTED, "INTERRUPTED", "interrupted", "");
            }
        }
    }

    private void print(String lines, Instant from) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        for (String line : lines.lines().toList()) {
            try {
                JsonTree event = JsonTree.parse(line);
                String at = event.get("at").text();
                if (Instant.parse(at).isBefore(from)) {
                    continue;
                }
                out.println(
                        output == Output.JSON
                                ? line
                                : at + "  "
                                        + Texts.printable(event.get("message").text()));
            } catch (IOException | DateTimeParseException e) {
                throw CommandFailure.of(
                        ExitCode.FAILED,
                        "ANSWER_UNREADABLE",
                        "the coordinator answered with something that is no event: " + e.getMessage(),
                        "Is that a Muster coordinator of this version? muster version");
            }
        }
        out.flush();
    }
}
