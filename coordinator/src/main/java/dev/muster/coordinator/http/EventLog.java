package dev.muster.coordinator.http;

import dev.muster.common.model.view.ClusterEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last events of this process, numbered without a gap. Not thread-safe: {@link EventFeed} owns it.
 *
 * <p>A number alone would mean another event after a restart, so that ids carry the run they are of: {@code RUN-NUMBER}.
 */
final class EventLog {

    /** How many are kept. */
    static final int KEPT_MAX = 10_000;

    private static final int RUN_RADIX = 36;

    private final String run;
    private final LoggedEvent[] ring;
    private long last;

    /**
     * @param runWallMs when this process began
     * @param keptMax how many events are kept
     */
    EventLog(long runWallMs, int keptMax) {
        this.run = Long.toString(Math.max(0, runWallMs), RUN_RADIX).toLowerCase(Locale.ROOT);
        this.ring = new LoggedEvent[keptMax];
    }

    /**
     * One event.
     *
     * @param number from 1
     * @param atWallMs when it happened
     */
    record LoggedEvent(long number, long atWallMs, ClusterEvent event) {}

    void append(long atWallMs, ClusterEvent event) {
        last++;
        ring[(int) (last % ring.length)] = new LoggedEvent(last, atWallMs, event);
    }

    /** At most {@code max} events after {@code number}, oldest first; those that are kept no longer are passed over. */
    List<LoggedEvent> after(long number, int max) {
        List<LoggedEvent> events = new ArrayList<>();
        long from = Math.max(number, last - ring.length) + 1;
        for (long n = from; n <= last && events.size() < max; n++) {
            events.add(ring[(int) (n % ring.length)]);
        }
        return events;
    }

    /** How many events after {@code number} are kept no longer. */
    long lostAfter(long number) {
        return Math.max(0, last - ring.length - number);
    }

    /** Number of the last event; 0 before the first. */
    long last() {
        return last;
    }

    String id(long number) {
        return run + "-" + number;
    }

    /** The number of {@code id}; 0, the beginning, when it is of another run or no id at all. */
    long number(String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0
                || !id.substring(0, dash).equals(run)
                || !id.substring(dash + 1).matches("[0-9]{1,18}")) {
            return 0;
        }
        return Math.min(last, Long.parseLong(id.substring(dash + 1)));
    }
}
