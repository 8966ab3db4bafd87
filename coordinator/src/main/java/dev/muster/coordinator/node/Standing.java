package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.leader.LeadershipEvent;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a coordinator that does not lead stands, in words for people. Read from any thread. */
final class Standing {

    private final ClusterSpec spec;
    private final String scheme;
    private final Clock clock;
    private volatile String leader = "";

    /** When the store was found not to answer; 0 while it does. */
    private volatile long awaySinceMs;

    /** @param scheme of the coordinators' URLs */
    Standing(ClusterSpec spec, String scheme, Clock clock) {
        this.spec = spec;
        this.scheme = scheme;
        this.clock = clock;
    }

    /** This coordinator leads. */
    void leads() {
        leader = "";
        awaySinceMs = 0;
    }

    /** The host whose coordinator leads, as far as this one knows while it does not; empty when it does not know. */
    String leader() {
        return leader;
    }

    /** Why this coordinator cannot stand by: who leads is none of its cluster.json's coordinators. Null when it can. */
    @Nullable
    Failure objectionTo(LeadershipEvent event) {
        boolean isOurs = !(event instanceof LeadershipEvent.StandsBy standby)
                || standby.leader().isEmpty()
                || spec.coordinators().stream()
                        .anyMatch(host -> host.name().value().equals(standby.leader()));
        return isOurs
                ? null
                : Failure.of(
                        "CLUSTER_NAME_TAKEN",
                        "the cluster \"" + spec.name() + "\" of this ensemble is led by "
                                + ((LeadershipEvent.StandsBy) event).leader()
                                + ", which is no coordinator host of this cluster.json; nothing was touched",
                        "If that is another cluster, give this one another name (cluster.name in cluster.json). If it is this"
                                + " one with an older file, end that coordinator first.");
    }

    /** What is to be told of {@code event}, which is about standing by. */
    ClusterEvent now(LeadershipEvent event) {
        if (event instanceof LeadershipEvent.StandsBy standby) {
            leader = standby.leader();
            awaySinceMs = 0;
            return ClusterEvent.cluster(
                    Type.STANDING_BY,
                    leader.isEmpty()
                            ? "CLUSTER: this coordinator stands by; none leads yet"
                            : "CLUSTER: this coordinator stands by; the one on " + leader + " leads");
        }
        leader = "";
        awaySinceMs = Math.max(1, clock.nowMs());
        return ClusterEvent.cluster(Type.STORE_AWAY, "CLUSTER: " + storeAway() + ". Components are not touched");
    }

    private String storeAway() {
        int count = spec.coordinators().size();
        if (count == 1) {
            return "the store does not answer";
        }
        return "the store does not answer: it needs " + (count / 2 + 1) + " of the " + count
                + " coordinator hosts ("
                + spec.coordinators().stream().map(host -> host.name().value()).collect(Collectors.joining(", "))
                + ")";
    }

    /** The refusal of what only a leader does. */
    Failure notLeading() {
        String known = leader;
        long sinceMs = awaySinceMs;
        if (sinceMs > 0) {
            return Failure.of(
                    "NOT_LEADING",
                    "no coordinator leads as far as this one knows: " + storeAway() + "; so for "
                            + (clock.nowMs() - sinceMs) / 1000 + " s",
                    "Components run on. Start the coordinator hosts that are missing, or try again in a few seconds.");
        }
        return known.isEmpty()
                ? Failure.of("NOT_LEADING", "this coordinator does not lead now", "Try again in a few seconds.")
                : Failure.of(
                        "NOT_LEADING",
                        "the coordinator on " + known + " leads, not this one",
                        "Ask " + scheme + "://" + HostName.of(known).inUrl() + " at the same port.");
    }
}
