package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What {@code -f} has: a coordinator or an agent that is away comes back, so one that does not answer is told of once and asked
 * again. Only what no waiting mends ends it: not being allowed, and Ctrl-C.
 */
final class Patience {

    /** Between two tries. */
    static final long RETRY_MS = 1_000;

    private final Consumer<String> told;
    private final Map<String, String> troubles = new HashMap<>();

    Patience(PrintWriter err) {
        this(line -> {
            err.println(line);
            err.flush();
        });
    }

    /** @param told gets each line about a trouble */
    Patience(Consumer<String> told) {
        this.told = told;
    }

    /** A question that may fail now and succeed later. */
    interface Question<T> {
        T ask() throws CommandFailure;
    }

    /**
     * The answer; empty when there is none now.
     *
     * @param who is asked for; empty when only one is. Its trouble is told when it changes, and that it is over
     */
    <T> Optional<T> ask(String who, Question<T> question) throws CommandFailure {
        try {
            T answer = question.ask();
            if (troubles.remove(who) != null) {
                tell(who, "going on");
            }
            return Optional.of(answer);
        } catch (CommandFailure failure) {
            if (failure.exit() == ExitCode.NOT_ALLOWED) {
                throw failure;
            }
            String message = failure.failure().message();
            if (!message.equals(troubles.put(who, message))) {
                tell(who, Texts.printable(message) + "; trying again, Ctrl-C ends");
            }
            return Optional.empty();
        }
    }

    private void tell(String who, String what) {
        told.accept("-- " + (who.isEmpty() ? "" : who + ": ") + what + " --");
    }

    /** Whether whoever read the output has gone, as {@code head} does: known from the first line that does not reach him. */
    static boolean isUnread(PrintWriter out) {
        return out.checkError();
    }

    /** Waits; Ctrl-C ends the command. */
    static void pause(long ms) throws CommandFailure {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.of(ExitCode.INTERRUPTED, "INTERRUPTED", "interrupted", "");
        }
    }
}
