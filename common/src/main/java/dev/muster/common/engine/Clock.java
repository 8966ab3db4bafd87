package dev.muster.common.engine;

/** The time, for shells. Cores get it as a parameter. */
public interface Clock {

    /** Monotonic milliseconds of an arbitrary origin: for every decision. */
    long nowMs();

    /** Milliseconds since 1970: for display and for incarnations only. */
    long wallMs();

    /** The machine's clocks. */
    static Clock system() {
        return new Clock() {
            @Override
            public long nowMs() {
                return System.nanoTime() / 1_000_000;
            }

            @Override
            public long wallMs() {
                return System.currentTimeMillis();
            }
        };
    }
}
