package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.leader.LeadershipEvent;
import java.util.stream.Collectors;

/** How a coordinator that does not lead stands, in words for people. Read from any thread. */
final class Standing {

    private final ClusterSpec spec;
    private volatile String leader = "";

    Standing(ClusterSpec spec) {
        this.spec = spec;
    }

    /** The host whose coordinator leads, as far as this one knows while it does not; empty when it does not know. */
    String leader() {
        return leader;
    }

    /** What is to be told of {@code event}, which is about standing by. */
    ClusterEvent now(LeadershipEvent event) {
        if (event instanceof LeadershipEvent.StandsBy standby) {
            leader = standby.leader();
            return ClusterEvent.cluster(
                    Type.STANDING_BY,
                    leader.isEmpty()
                            ? "CLUSTER: this coordinator stands by; none leads yet"
                            : "CLUSTER: this coordinator stands by; the one on " + leader + " leads");
        }
        leader = "";
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
        return known.isEmpty()
                ? Failure.of("NOT_LEADING", "this coordinator does not lead now", "Try again in a few seconds.")
                : Failure.of(
                        "NOT_LEADING",
                        "the coordinator on " + known + " leads, not this one",
                        "Ask http://" + HostName.of(known).inUrl() + " at the same port.");
    }
}
