package dev.muster.rig.world;

/** Something of a row does not hold; the message says what. */
public final class RowFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RowFailed(String message) {
        super(message);
    }

    public RowFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** Fails unless {@code holds}. */
    public static void unless(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new RowFailed(String.format(message, arguments));
        }
    }
}
