package dev.muster.common.spec;

/**
 * Something in a file that is wrong, or is probably not meant so.
 *
 * @param code what kind; stable
 * @param line counted from 1
 * @param column in characters, counted from 1
 * @param length of what is wrong, in characters; at least 1
 * @param message what is wrong, one line of ASCII
 * @param hint what to do or where the other place is, one line of ASCII; empty when the message says it all
 */
public record Problem(ProblemCode code, int line, int column, int length, String message, String hint) {

    public boolean isError() {
        return code.isError();
    }
}
