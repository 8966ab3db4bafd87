package dev.muster.coordinator.http;

/** The request is at fault; says how. */
final class BadRequest extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String hint;

    BadRequest(String code, String message, String hint) {
        super(message, null, false, false);
        this.code = code;
        this.hint = hint;
    }

    Problem problem() {
        return Problem.badRequest(code, String.valueOf(getMessage()), hint);
    }
}
