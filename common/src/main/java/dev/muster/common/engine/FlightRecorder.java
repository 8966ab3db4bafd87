package dev.muster.common.engine;

import java.util.ArrayList;
import java.util.List;

/** The last events of a loop, with their times: printed when a core fails, and enough to see why. */
final class FlightRecorder<E> {

    private final Object[] events;
    private final long[] timesMs;
    private long count;

    FlightRecorder(int capacity) {
        events = new Object[capacity];
        timesMs = new long[capacity];
    }

    void record(long nowMs, E event) {
        int slot = (int) (count++ % events.length);
        events[slot] = event;
        timesMs[slot] = nowMs;
    }

    /** Oldest first. */
    List<String> dump() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - events.length); i < count; i++) {
            int slot = (int) (i % events.length);
            lines.add(timesMs[slot] + " ms " + events[slot]);
        }
        return lines;
    }
}
