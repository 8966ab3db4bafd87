package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Mixin
    private OutputOption.Lines output;

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
        Patience patience = new Patience(spec.commandLine().getErr());
        while (true) {
            print(page.text(), from);
            boolean more = follow || !page.text().isEmpty();
            if (!more || Patience.isUnread(spec.commandLine().getOut())) {
                return ExitCode.OK.code();
            }
            page = follow ? next(coordinator, page.last(), patience) : coordinator.events(page.last(), 0);
        }
    }

    /** Another coordinator that leads tells events of its own, from the beginning. */
    private static CoordinatorClient.Events next(CoordinatorClient coordinator, String last, Patience patience)
            throws CommandFailure {
        while (true) {
            Optional<CoordinatorClient.Events> page = patience.ask("", () -> coordinator.events(last, WAIT_S));
            if (page.isPresent()) {
                return page.get();
            }
            Patience.pause(Patience.RETRY_MS);
        }
    }

    /** What {@code explain} knows. */
    private static String code(String code) {
        return code.isEmpty() ? "" : "   [" + Texts.printable(code) + "]";
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
                        output.isJson()
                                ? line
                                : at + "  "
                                        + Texts.printable(event.get("message").text())
                                        + code(event.get("cause").get("code").text()));
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
