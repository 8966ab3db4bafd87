package dev.muster.agent.probe;

import dev.muster.common.engine.Clock;
import java.net.SocketTimeoutException;

/** The end of one try. A read time-out alone would let a slow talker go on for ever. */
record Deadline(Clock clock, long endMs) {

    static Deadline in(Clock clock, long timeoutMs) {
        return new Deadline(clock, clock.nowMs() + timeoutMs);
    }

    boolean isOver() {
        return clock.nowMs() >= endMs;
    }

    /** Milliseconds left, at least 1, as sockets want them. */
    int leftMs() throws SocketTimeoutException {
        long left = endMs - clock.nowMs();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
