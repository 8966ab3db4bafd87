package dev.muster.coordinator.core;

import dev.muster.common.model.Evidence;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.RoleRules;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the cluster is one: every component joined, and all hosts of a role agreeing on what they must agree on. */
final class Readiness {

    private final InForce inForce;

    Readiness(InForce inForce) {
        this.inForce = inForce;
    }

    /** Whether everything that is wanted has really connected, on all hosts. */
    boolean isComplete(Cluster cluster) {
        return isComplete(cluster, Set.of());
    }

    /** The same, less those hosts. */
    boolean isComplete(Cluster cluster, Set<HostName> absent) {
        return cluster.parts().stream().allMatch(m -> m.isRegistered() || absent.contains(m.spec.name()))
                && inForce.rules().keySet().stream().allMatch(role -> isComplete(cluster, role, absent));
    }

    /** Whether the components of {@code role} are one whole; also when they are none. */
    private boolean isComplete(Cluster cluster, Role role, Set<HostName> absent) {
        return cluster.isJoined(role, absent) && disagreement(cluster, role).isEmpty();
    }

    /** Whether {@code role} has become a whole, of those that there are. */
    boolean isFormed(Cluster cluster, Role role, Set<HostName> absent) {
        return cluster.withRole(role).stream().anyMatch(m -> !absent.contains(m.spec.name()))
                && isComplete(cluster, role, absent);
    }

    /**
     * The first fact of {@code role} on which its joined hosts differ, in words. Two systems that each think they are whole
     * show nothing in their own logs; only comparing them tells.
     */
    Optional<String> disagreement(Cluster cluster, Role role) {
        RoleRules rule = inForce.rules().get(role);
        for (String fact : rule == null ? new TreeSet<String>() : rule.agree()) {
            Map<String, String> hostByValue = new TreeMap<>();
            for (Member member : cluster.withRole(role)) {
                if (member.isRegistered() && member.observation(role).isJoined()) {
                    hostByValue.putIfAbsent(
                            valueOf(fact, member.observation(role).evidence()),
                            member.spec.name().value());
                }
            }
            if (hostByValue.size() > 1 || hostByValue.containsKey("")) {
                return Optional.of(fact + " differs: " + hostByValue);
            }
        }
        return Optional.empty();
    }

    private static String valueOf(String fact, Collection<Evidence> evidence) {
        return evidence.stream()
                .map(e -> e.facts().getOrDefault(fact, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}
