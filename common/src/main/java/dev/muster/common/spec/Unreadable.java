package dev.muster.common.spec;

/** Ends the reading of a text that is no JSON; carries the problem from any depth of the reader to its entry. */
final class Unreadable extends Exception {

    private final ProblemCode code;
    private final Span span;
    private final String hint;

    Unreadable(ProblemCode code, Span span, String message, String hint) {
        super(message, null, false, false);
        this.code = code;
        this.span = span;
        this.hint = hint;
    }

    void addTo(Problems problems) {
        problems.add(code, span, String.valueOf(getMessage()), hint);
    }
}
