package dev.muster.coordinator.core;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.view.ClusterEvent.Type;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a cluster that has started lacks, and how that is told. What a change itself has taken down is told once a change and not once a
 * step: there is nothing that a person would have to look after. All else is told each time, while a change goes on, too.
 */
final class Shortfall {

    private final Cluster cluster;

    /** Whether the cluster is DEGRADED by nothing else than a change. */
    private boolean isOfChange;

    /** The change of which that was told last. */
    private long toldOf;

    Shortfall(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The cluster is looked at once more.
     *
     * @param forMs how long it has been in the phase {@code before}
     */
    void look(Turn turn, ClusterPhase before, ClusterPhase now, long forMs) {
        if (now == ClusterPhase.DEGRADED && (before == ClusterPhase.STARTED || isOfChange)) {
            List<ComponentId> missing = missing(turn.durable());
            boolean wasOfChange = isOfChange;
            isOfChange = isOfChange(turn.durable(), missing);
            if (!isOfChange) {
                turn.tell(Type.CLUSTER_DEGRADED, "CLUSTER: degraded: " + words(missing));
            } else if (!wasOfChange) {
                tellOnce(turn, missing);
            }
        } else if (now != ClusterPhase.DEGRADED) {
            if (now == ClusterPhase.STARTED && before == ClusterPhase.DEGRADED && !isOfChange) {
                turn.tell(Type.CLUSTER_RECOVERED, "CLUSTER: complete again after " + forMs / 1000 + " s");
            }
            isOfChange = false;
        }
    }

    private void tellOnce(Turn turn, List<ComponentId> missing) {
        long number = turn.change().number();
        if (toldOf != number) {
            toldOf = number;
            turn.tell(
                    Type.CLUSTER_DEGRADED,
                    "CLUSTER: degraded by change " + number + " itself, which is told once: " + words(missing));
        }
    }

    /** Whether a step under way, or one that lets it join, is the reason for each of them. */
    private boolean isOfChange(DurableState durable, List<ComponentId> missing) {
        Change change = durable.change();
        if (change == null || change.underWay().findAny().isEmpty()) {
            return false;
        }
        Set<ComponentId> taken = change.steps().stream()
                .filter(step ->
                        step.phase().isUnderWay() || step.phase() == Phase.PENDING && step.action() == Action.JOIN)
                .map(Change.Step::component)
                .collect(Collectors.toSet());
        return missing.stream().allMatch(id -> taken.contains(id) && isThere(id));
    }

    private boolean isThere(ComponentId id) {
        Member member = cluster.member(id.host());
        return member != null && member.isRegistered();
    }

    private List<ComponentId> missing(DurableState durable) {
        return cluster.all().stream()
                .filter(m -> !durable.restraints().isMaintained(m.spec.name()))
                .flatMap(m -> cluster.roles(m).stream()
                        .filter(role ->
                                !m.isRegistered() || !m.observation(role).isJoined())
                        .map(role -> new ComponentId(m.spec.name(), role)))
                .toList();
    }

    private static String words(List<ComponentId> missing) {
        return missing.isEmpty()
                ? "hosts disagree"
                : Progress.named(missing.stream().map(ComponentId::toString).toList()) + " not ready";
    }
}
