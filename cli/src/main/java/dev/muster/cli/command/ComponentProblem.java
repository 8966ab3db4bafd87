package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something in a cluster.json that its components cannot be run with.
 *
 * @param code stable, see docs/failures.md
 * @param message what is wrong
 * @param hint what to do
 * @param line counted from 1; 0 when the place is not known
 * @param column counted from 1; 0 when the place is not known
 */
record ComponentProblem(String code, String message, String hint, int line, int column) {

    private static final Pattern PLACE = Pattern.compile(".+?:([0-9]{1,9}):([0-9]{1,9}): (.+)", Pattern.DOTALL);

    /** A failure whose message begins with a place, if it has one. */
    static ComponentProblem of(Failure failure) {
        Matcher placed = PLACE.matcher(failure.message());
        return placed.matches()
                ? new ComponentProblem(
                        failure.code(),
                        placed.group(3),
                        failure.hint(),
                        Integer.parseInt(placed.group(1)),
                        Integer.parseInt(placed.group(2)))
                : new ComponentProblem(failure.code(), failure.message(), failure.hint(), 0, 0);
    }

    /** As an operator reads it. */
    List<String> lines(String fileName) {
        String place = line == 0 ? fileName : fileName + ":" + line + ":" + column;
        String first = place + ": error " + code + ": " + message;
        return hint.isEmpty() ? List.of(first) : List.of(first, "   " + hint);
    }
}
