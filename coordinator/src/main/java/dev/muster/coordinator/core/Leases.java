package dev.muster.coordinator.core;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.view.ClusterEvent.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges silence: who has gone, and whether it is us who have.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>A host is lost when it is silent for longer than its lease, or when its connection has ended without a goodbye and it
 *       has not come back for {@value #HEARTBEATS_TO_COME_BACK} heartbeats.
 *   <li>Our own pause is not their silence: after a gap between two ticks longer than half a lease, all waits start anew.
 *   <li>When more than a set share of the hosts vanish within one lease, that is taken for our own network: nobody is lost by
 *       it and nothing new is started, until enough of them are back or our patience has run out.
 * </ol>
 */
final class Leases {

    static final int HEARTBEATS_TO_COME_BACK = 2;

    /** Of fewer hosts than this, no share says anything about our own network. */
    static final int HOSTS_MIN = 3;

    private final SessionSettings settings;
    private final Cluster cluster;
    private final Membership membership;
    private @Nullable Suspicion suspicion;
    private long patienceEndedMs = Long.MIN_VALUE;

    Leases(SessionSettings settings, Cluster cluster, Membership membership) {
        this.settings = settings;
        this.cluster = cluster;
        this.membership = membership;
    }

    /** What makes us suspect our own network; empty when nothing does. */
    Optional<Suspicion> suspicion() {
        return Optional.ofNullable(suspicion);
    }

    /** Judges all hosts; whether anything is different now. */
    boolean judge(Turn turn, long sinceLastTickMs) {
        if (sinceLastTickMs > settings.leaseMs() / 2) {
            renewAll(turn);
            return false;
        }
        if (suspicion == null && cluster.all().stream().noneMatch(m -> isDue(m, turn))) {
            return false;
        }
        suspect(turn);
        if (suspicion == null) {
            cluster.all().stream()
                    .filter(m -> isDue(m, turn))
                    .forEach(member -> membership.lost(turn, member, reason(member, turn)));
        }
        return true;
    }

    private void renewAll(Turn turn) {
        cluster.all().forEach(member -> member.heardAtMs = turn.nowMs);
    }

    private boolean isDue(Member member, Turn turn) {
        long silentMs = turn.nowMs - member.heardAtMs;
        return member.isRegistered() && silentMs > (member.session == null ? comeBackMs() : settings.leaseMs());
    }

    /** Who is to be lost soon is away already: those who vanish together do not run out of their leases together. */
    private boolean isAway(Member member, Turn turn) {
        boolean silent = turn.nowMs - member.heardAtMs > settings.leaseMs() / 2;
        boolean justLost = member.status == AgentStatus.LOST
                && turn.nowMs - member.statusSinceMs <= settings.leaseMs()
                && member.statusSinceMs > patienceEndedMs;
        return justLost || member.isRegistered() && (member.session == null || silent);
    }

    private long comeBackMs() {
        return HEARTBEATS_TO_COME_BACK * settings.heartbeatMs();
    }

    private static String reason(Member member, Turn turn) {
        return member.session == null
                ? member.brokenBy
                : "no heartbeat for " + (turn.nowMs - member.heardAtMs) / 1000 + " s";
    }

    /** Begins, keeps or ends the suspicion (rule 3). */
    private void suspect(Turn turn) {
        long away = cluster.all().stream().filter(m -> isAway(m, turn)).count();
        long there = cluster.all().stream()
                .filter(m -> m.isRegistered() && !isAway(m, turn))
                .count();
        boolean many = away + there >= HOSTS_MIN && away > settings.vanishShare() * (away + there);
        Suspicion before = suspicion;
        if (before == null && many) {
            Suspicion now = new Suspicion(turn.nowMs, away, away + there, settings.leaseMs());
            suspicion = now;
            turn.tell(Type.NETWORK_SUSPECTED, "CLUSTER: " + now.text());
        } else if (before != null && !many) {
            suspicion = null;
            renewAll(turn); // the others are on their way
            turn.tell(
                    Type.NETWORK_BACK,
                    "CLUSTER: enough agents are back after " + before.seconds(turn.nowMs) + " s; going on");
        } else if (before != null && turn.nowMs - before.sinceMs > settings.vanishPatienceMs()) {
            suspicion = null;
            patienceEndedMs = turn.nowMs;
            turn.tell(
                    Type.NETWORK_BACK,
                    "CLUSTER: " + away + " agents are still away after " + before.seconds(turn.nowMs)
                            + " s; they count as lost now");
        }
    }

    /**
     * That our own network may have gone.
     *
     * @param sinceMs when it was first suspected
     * @param vanished agents by then
     * @param of how many
     * @param withinMs in which time they vanished
     */
    record Suspicion(long sinceMs, long vanished, long of, long withinMs) {

        String text() {
            return vanished + " of " + of + " agents vanished together within " + (withinMs + 500) / 1000
                    + " s: this looks like this coordinator's own network; nothing is restarted";
        }

        private long seconds(long nowMs) {
            return (nowMs - sinceMs) / 1000;
        }
    }
}
