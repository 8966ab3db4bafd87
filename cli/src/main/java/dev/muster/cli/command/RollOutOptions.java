package dev.muster.cli.command;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a change that a command begins is made and watched, whatever it changes. */
final class RollOutOptions {

    @Option(
            names = "--max-failed",
            paramLabel = "N",
            defaultValue = "0",
            description = "So many failed steps do not end it. Default: ${DEFAULT-VALUE}.")
    private int maxFailed;

    @Option(names = "--no-wait", description = "Do not wait for its end.")
    private boolean noWait;

    int maxFailed() {
        return maxFailed;
    }

    /** Whether its end is waited for. */
    boolean isFollowed() {
        return !noWait;
    }

    /** How to see what becomes of a change that nobody waits for. */
    static String watchIt(Surroundings surroundings) {
        return "Watch it: " + surroundings.program() + " change --watch";
    }

    /** Waits for the end of the change, unless that is not wanted; the exit code. */
    int follow(CoordinatorClient coordinator, Surroundings surroundings, PrintWriter out, PrintWriter err)
            throws CommandFailure {
        return noWait ? ExitCode.OK.code() : new ChangeFollower(coordinator, surroundings, out, err).follow();
    }
}
