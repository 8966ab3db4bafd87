package dev.muster.common.wire;

/** What was read is not a message. The reason is for counting, the text for the log. */
public final class DecodeException extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    public DecodeException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DecodeException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why it is not a message. */
    public enum Reason {
        /** A frame without even a type. */
        EMPTY_FRAME,

        /** A frame longer than is allowed here. */
        OVERSIZED_FRAME,

        /** No message has this number. */
        UNKNOWN_TYPE,

        /** A message that this side never receives. */
        WRONG_DIRECTION,

        /** The payload is not what the type promises. */
        MALFORMED
    }
}
