package dev.muster.common.model.message;

import java.util.OptionalInt;

/** Versions of the messages, and how two programs agree on one. */
public final class Protocol {

    /** The newest version that this program speaks. */
    public static final int NEWEST = 1;

    /** The oldest version that this program speaks. */
    public static final int OLDEST = 1;

    private Protocol() {}

    /**
     * The newest version that this program and one that speaks {@code peerMin} to {@code peerMax} have in common; empty when
     * they have none.
     */
    public static OptionalInt negotiate(int peerMin, int peerMax) {
        return negotiate(OLDEST, NEWEST, peerMin, peerMax);
    }

    static OptionalInt negotiate(int ourMin, int ourMax, int peerMin, int peerMax) {
        if (peerMin > peerMax) {
            return OptionalInt.empty();
        }
        int newest = Math.min(ourMax, peerMax);
        return newest >= Math.max(ourMin, peerMin) ? OptionalInt.of(newest) : OptionalInt.empty();
    }
}
