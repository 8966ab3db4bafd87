package dev.muster.common.net;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many connections there were, and why each ended. Thread-safe. */
public final class ConnectionCounters {

    private final LongAdder opened = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

    ConnectionCounters() {
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    void countOpened() {
        opened.increment();
    }

    void countClosed(CloseReason reason) {
        Objects.requireNonNull(closed.get(reason)).increment();
    }

    /** Connections that ever were, whether or not they became sessions. */
    public long opened() {
        return opened.sum();
    }

    /** Connections that ended for this reason. */
    public long closed(CloseReason reason) {
        return Objects.requireNonNull(closed.get(reason)).sum();
    }

    /** Every reason that ever occurred, with its count. */
    public Map<CloseReason, Long> closed() {
        Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
        closed.forEach((reason, count) -> {
            if (count.sum() > 0) {
                counts.put(reason, count.sum());
            }
        });
        return Collections.unmodifiableMap(counts);
    }
}
