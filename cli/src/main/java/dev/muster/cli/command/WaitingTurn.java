package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.Failure;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --wait}: while another change goes on, its end is waited for in a queue, instead of being refused. */
final class WaitingTurn {

    /** Between two times that the place is kept; it is lost after 10 s of silence. */
    private static final long KEEP_MS = 1_000;

    @Option(
            names = "--wait",
            description = "While another change goes on, wait for your turn instead of being refused.")
    private boolean wanted;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description =
                    "With --wait: how long at most, for example 30m; exit code 5 then. Default: as long as it takes.")
    private @Nullable Duration timeout;

    boolean isWanted() {
        return wanted;
    }

    /** Whether a wait can help against what a plan is refused for. */
    boolean helpsAgainst(List<Failure> obstacles) {
        return wanted && obstacles.stream().allMatch(each -> each.code().equals("CHANGE_IN_PROGRESS"));
    }

    /** Options that mean nothing together are refused before anything is asked. */
    void validate() throws CommandFailure {
        if (timeout != null && !wanted) {
            throw CommandFailure.of(ExitCode.USAGE, "TIMEOUT_WITHOUT_WAIT", "--timeout goes with --wait", "");
        }
    }

    /** What is done when the turn has come, with the ticket of the place; empty where nobody waited. */
    interface Deed<T> {
        T perform(String ticket) throws CommandFailure;
    }

    /** Does something when its turn has come. The place is given up when that fails, and lost when this program dies. */
    <T> T perform(CoordinatorClient coordinator, String what, String reason, PrintWriter err, Deed<T> deed)
            throws CommandFailure {
        if (!wanted) {
            return deed.perform("");
        }
        String ticket = UUID.randomUUID().toString();
        boolean done = false;
        try {
            await(coordinator, new Place(ticket, what, reason), err);
            T result = deed.perform(ticket);
            done = true;
            return result;
        } finally {
            if (!done) {
                leave(coordinator, ticket);
            }
        }
    }

    private record Place(String ticket, String what, String reason) {}

    /** A coordinator that is away comes back, or another one leads: that one is asked for a place anew. */
    private void await(CoordinatorClient coordinator, Place place, PrintWriter err) throws CommandFailure {
        long beganNs = System.nanoTime();
        Patience patience = new Patience(err);
        String told = "";
        while (true) {
            Optional<JsonTree> answer = patience.ask("", () -> coordinator
                    .enqueue(place.ticket, place.what, place.reason)
                    .word());
            if (answer.isPresent()) {
                JsonTree queue = answer.get();
                if (queue.get("free").isTrue() && queue.get("place").number() == 1) {
                    return;
                }
                String now = words(queue);
                if (!now.equals(told)) {
                    err.println(now);
                    err.flush();
                    told = now;
                }
            }
            if (timeout != null && System.nanoTime() - beganNs > timeout.toNanos()) {
                throw CommandFailure.of(
                        ExitCode.TIMED_OUT,
                        "TURN_TIMED_OUT",
                        "nothing was changed: the turn has not come within " + Texts.wholeDuration(timeout.toMillis()),
                        "What goes on, and who waits: muster change");
            }
            Patience.pause(KEEP_MS);
        }
    }

    private static String words(JsonTree queue) {
        long ahead = queue.get("place").number() - 1;
        return "Waiting for the turn: "
                + (queue.get("free").isTrue() ? "" : "a change goes on (muster change)")
                + (ahead > 0 && !queue.get("free").isTrue() ? ", and " : "")
                + (ahead > 0 ? ahead + (ahead == 1 ? " comes" : " come") + " first" : "")
                + ". Ctrl-C gives the place up.";
    }

    /** Whoever does not learn of it finds out by the silence. */
    private static void leave(CoordinatorClient coordinator, String ticket) {
        try {
            coordinator.leaveQueue(ticket);
        } catch (CommandFailure e) {
            // The place ends by itself; what is wrong with the coordinator is told by what comes first.
        }
    }
}
