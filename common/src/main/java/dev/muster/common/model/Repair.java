package dev.muster.common.model;

/**
 * What came of the wish that a machine repairs by itself what one of its checks has found.
 *
 * @param check its name
 * @param outcome how it ended
 * @param text what was done, or why not
 * @param command what a person runs there instead; empty when it is done, or nothing is known
 */
public record Repair(String check, Outcome outcome, String text, String command) {

    /** How it ended. */
    public enum Outcome {
        DONE,
        /** Nothing that is safe to do without a person is known for it. */
        REFUSED,
        /** The agent's user may not. */
        NOT_PERMITTED,
        /** It was tried, and did not work. */
        FAILED
    }
}
