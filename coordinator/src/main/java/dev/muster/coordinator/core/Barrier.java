package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent.Type;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * When a run stops waiting for hosts: when all are there that it does not do without, or, where {@link Quorum} allows it, when the
 * others have been missing for the grace. That the barrier is passed, and without whom, is stored before anything else is said: the
 * next leader neither waits again nor chooses seeds again.
 */
final class Barrier {

    private static final long NEVER = Long.MIN_VALUE;

    private final Quorum quorum;
    private final Cluster cluster;
    private final long graceMs;
    private final LongSupplier begunMs;
    private long quorumSinceMs = NEVER;

    /**
     * @param graceMs how long hosts that the requirements do not need are waited for
     * @param begunMs when this leadership began
     */
    Barrier(Quorum quorum, Cluster cluster, long graceMs, LongSupplier begunMs) {
        this.quorum = quorum;
        this.cluster = cluster;
        this.graceMs = graceMs;
        this.begunMs = begunMs;
    }

    /** Since when all requirements hold and somebody is waited for all the same; negative when that is not so. */
    long waitedMs(long nowMs) {
        return quorumSinceMs == NEVER ? -1 : nowMs - quorumSinceMs;
    }

    long graceMs() {
        return graceMs;
    }

    /** Whether all are there that the run does not do without. */
    boolean isEverybodyThere(DurableState durable) {
        return Quorum.missing(cluster, durable).isEmpty();
    }

    /** Looks who is there while the run starts; what is known of them is trusted. */
    void judge(Turn turn) {
        if (turn.durable().isAnnounced()) {
            quorumSinceMs = NEVER; // nobody is waited for any more
        } else {
            judgeMissing(turn, Quorum.missing(cluster, turn.durable()));
        }
        if (turn.durable().isBarrierPassed()) {
            turn.change(quorum::sow);
        }
    }

    private void judgeMissing(Turn turn, List<Member> missing) {
        boolean passed = turn.durable().isBarrierPassed();
        if (missing.isEmpty()) {
            quorumSinceMs = NEVER;
            if (!passed) {
                pass(turn);
            }
        } else if (!quorum.holds(cluster, turn.durable())) {
            quorumSinceMs = NEVER;
        } else if (isOver(turn, missing)) {
            quorumSinceMs = NEVER;
            leaveBehind(turn, missing);
            if (!passed) {
                pass(turn);
            }
        }
    }

    /** Begins the grace, or ends it; a host that was there a moment ago gets a grace of its own. */
    private boolean isOver(Turn turn, List<Member> missing) {
        if (quorumSinceMs == NEVER) {
            quorumSinceMs = turn.nowMs;
            String held = turn.durable().isBarrierPassed() ? "the requirements hold" : "quorum reached";
            turn.tell(
                    Type.QUORUM_REACHED,
                    "CLUSTER: " + held + "; waits " + (graceMs + 999) / 1000 + " s more for " + names(missing));
        }
        return missing.stream().allMatch(m -> turn.nowMs - Math.max(quorumSinceMs, m.statusSinceMs) >= graceMs);
    }

    private static void leaveBehind(Turn turn, List<Member> missing) {
        TreeMap<HostName, Absence> absent = new TreeMap<>(turn.durable().absent());
        missing.forEach(m -> absent.put(m.spec.name(), Absence.LEFT_BEHIND));
        turn.change(d -> d.withAbsent(absent));
        turn.tell(
                Type.HOSTS_LEFT_BEHIND,
                "CLUSTER: goes on without " + names(missing) + "; who comes later joins by itself");
    }

    private void pass(Turn turn) {
        turn.change(DurableState::barrierPassed);
        int absent = turn.durable().absent().size();
        String after = " ready after " + (turn.nowMs - begunMs.getAsLong()) / 1000 + " s; assigning roles";
        turn.tell(
                Type.ALL_HOSTS_READY,
                absent == 0
                        ? "CLUSTER: all " + cluster.size() + " hosts" + after
                        : "CLUSTER: " + (cluster.size() - absent) + " of " + cluster.size() + " hosts" + after);
    }

    private static String names(List<Member> members) {
        return Progress.named(members.stream().map(m -> m.spec.name().value()).toList());
    }
}
