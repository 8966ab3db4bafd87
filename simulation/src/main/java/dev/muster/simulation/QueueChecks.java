package dev.muster.simulation;

import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.ApplyRequested;
import dev.muster.coordinator.core.CoordinatorEvent.BecameLeader;
import dev.muster.coordinator.core.CoordinatorEvent.LeaveQueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.QueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RestartRequested;
import dev.muster.coordinator.core.CoordinatorEvent.Tick;
import dev.muster.coordinator.core.DurableState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold of who waits to change the cluster, as one leader has heard of them. */
final class QueueChecks {

    /** So long a place is kept for somebody who is silent. */
    private static final long SILENCE_MS = 10_000;

    private final Map<String, Long> heardAtMs = new LinkedHashMap<>();
    private long lastTickMs = Long.MAX_VALUE;
    private boolean isJudged;

    /** A coordinator that leads has decided. */
    void decided(long nowMs, CoordinatorEvent event, @Nullable DurableState before, @Nullable DurableState after) {
        if (event instanceof BecameLeader) {
            heardAtMs.clear();
            lastTickMs = nowMs;
            isJudged = true;
        } else if (event instanceof Tick) {
            // After a pause of its own it gives everybody more time, and who is silent for how long is not known here.
            isJudged &= nowMs - lastTickMs <= SILENCE_MS / 2;
            lastTickMs = nowMs;
        } else if (event instanceof QueueRequested asked) {
            heardAtMs.values().removeIf(at -> nowMs - at > SILENCE_MS);
            heardAtMs.put(asked.ticket(), nowMs);
        } else if (event instanceof LeaveQueueRequested left) {
            heardAtMs.remove(left.ticket());
        } else if (event instanceof ApplyRequested asked) {
            served(nowMs, asked.how().ticket(), before, after);
        } else if (event instanceof RestartRequested asked) {
            served(nowMs, asked.how().ticket(), before, after);
        }
    }

    private void served(long nowMs, String ticket, @Nullable DurableState before, @Nullable DurableState after) {
        if (after == null || number(before) == number(after)) {
            return;
        }
        heardAtMs.entrySet().stream()
                .filter(place -> nowMs - place.getValue() <= SILENCE_MS)
                .findFirst()
                .filter(first -> isJudged && !first.getKey().equals(ticket))
                .ifPresent(first -> {
                    throw new Violation(
                            Invariant.QUEUE_ORDER,
                            "change " + number(after) + (ticket.isEmpty() ? "" : " of " + ticket) + " begins while "
                                    + first.getKey() + " waits");
                });
        heardAtMs.remove(ticket);
    }

    private static long number(@Nullable DurableState state) {
        Change change = state == null ? null : state.change();
        return change == null ? 0 : change.number();
    }
}
