package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.http.ClusterControl.Duty;
import dev.muster.coordinator.leader.LeadershipEvent;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a coordinator stands: whether it leads, and in words for people why not. Read from any thread. */
final class Standing {

    private final HostName self;
    private final ClusterSpec spec;
    private final String scheme;
    private final Clock clock;
    private volatile Now now = new Now(Link.UNKNOWN, false, "", 0);

    /** What is known of the store's answers. */
    private enum Link {
        /** It was not reached yet, or the lead was lost a moment ago and nobody can tell why. */
        UNKNOWN,
        ANSWERS,
        AWAY
    }

    /**
     * @param leader the host whose coordinator leads; empty when that is not known
     * @param sinceMs when the store was found not to answer
     */
    private record Now(Link store, boolean leading, String leader, long sinceMs) {}

    /** @param scheme of the coordinators' URLs */
    Standing(HostName self, ClusterSpec spec, String scheme, Clock clock) {
        this.self = self;
        this.spec = spec;
        this.scheme = scheme;
        this.clock = clock;
    }

    /** The store answers; who leads is not known yet. */
    void found() {
        now = new Now(Link.ANSWERS, false, "", 0);
    }

    /** This coordinator leads. */
    void leads() {
        now = new Now(Link.ANSWERS, true, self.value(), 0);
    }

    /** It does no longer; what follows tells whether the store is the reason. */
    void leadsNoLonger() {
        now = new Now(Link.UNKNOWN, false, "", 0);
    }

    /** How it serves its cluster. */
    Duty duty() {
        Now known = now;
        return new Duty(known.leading, known.leader, known.store == Link.ANSWERS, trouble(known));
    }

    private @Nullable Failure trouble(Now known) {
        if (known.store == Link.AWAY) {
            return Failure.of(
                    "STORE_AWAY",
                    storeAway() + "; so for " + (clock.nowMs() - known.sinceMs) / 1000 + " s",
                    "Components run on. Start the coordinator hosts that are missing.");
        }
        if (!known.leader.isEmpty()) {
            return null;
        }
        return known.store == Link.ANSWERS
                ? Failure.of(
                        "NO_LEADER",
                        "no coordinator leads yet, as far as this one knows",
                        "Try again in a few seconds.")
                : Failure.of(
                        "STORE_AWAY",
                        "this coordinator does not know whether its store answers: it has just begun, or just lost the lead",
                        "Try again in a few seconds.");
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
            String leader = standby.leader();
            now = new Now(Link.ANSWERS, false, leader, 0);
            return ClusterEvent.cluster(
                    Type.STANDING_BY,
                    leader.isEmpty()
                            ? "CLUSTER: this coordinator stands by; none leads yet"
                            : "CLUSTER: this coordinator stands by; the one on " + leader + " leads");
        }
        now = new Now(Link.AWAY, false, "", clock.nowMs());
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
        Now known = now;
        if (known.store == Link.AWAY) {
            return Failure.of(
                    "NOT_LEADING",
                    "no coordinator leads as far as this one knows: " + storeAway() + "; so for "
                            + (clock.nowMs() - known.sinceMs) / 1000 + " s",
                    "Components run on. Start the coordinator hosts that are missing, or try again in a few seconds.");
        }
        return known.leader.isEmpty() || known.leading
                ? Failure.of("NOT_LEADING", "this coordinator does not lead now", "Try again in a few seconds.")
                : Failure.of(
                        "NOT_LEADING",
                        "the coordinator on " + known.leader + " leads, not this one",
                        "Ask " + scheme + "://" + HostName.of(known.leader).inUrl() + " at the same port.");
    }
}
