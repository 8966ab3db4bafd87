package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Restraints;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether what is left of a role can bear it that some of its members are taken down. */
final class Wholeness {

    /** What it is called where it is not. */
    static final String CODE = "ROLE_NOT_WHOLE";

    private final Cluster cluster;
    private final Readiness readiness;
    private final Restraints restraints;

    Wholeness(Cluster cluster, Readiness readiness, Restraints restraints) {
        this.cluster = cluster;
        this.readiness = readiness;
        this.restraints = restraints;
    }

    /**
     * The first thing that the others lack: one has not joined, is drained, says that the role has not settled, or
     * they disagree; empty when they are whole.
     *
     * @param isTaken tells those that are taken down
     * @param fleeting hosts whose components may be taken down at any moment by somebody else
     */
    Optional<String> lacking(Role role, Predicate<ComponentId> isTaken, Set<HostName> fleeting) {
        return cluster.withRole(role).stream()
                .filter(member -> !isTaken.test(id(member, role)))
                .flatMap(member -> lacking(member, role, fleeting).stream())
                .findFirst()
                .or(() ->
                        readiness.disagreement(cluster, role).map(text -> "the hosts of " + role + " differ: " + text));
    }

    private Optional<String> lacking(Member member, Role role, Set<HostName> fleeting) {
        ComponentId id = id(member, role);
        if (!member.isRegistered() || !member.observation(role).isJoined()) {
            return Optional.of(id + " is not ready");
        }
        if (fleeting.contains(id.host())) {
            return Optional.of("the host of " + id + " is in maintenance");
        }
        if (restraints.drained().containsKey(id)) {
            return Optional.of(id + " is out of its balancer");
        }
        return member.observation(role)
                .unproven(ProbeLevel.SETTLED)
                .map(text -> id + " says that " + role + " has not settled: " + text);
    }

    private static ComponentId id(Member member, Role role) {
        return new ComponentId(member.spec.name(), role);
    }
}
