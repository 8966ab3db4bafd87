package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose turn it is at a start. Only components of roles whose forerunners are READY may start; within a role all together, or
 * one at a time with the seeds first. Hosts that the run goes on without are passed over.
 */
final class StartOrder {

    private final InForce inForce;

    StartOrder(InForce inForce) {
        this.inForce = inForce;
    }

    /** Why the component of {@code role} on {@code member} must still wait; empty when it is its turn. */
    Optional<String> waitsFor(Cluster cluster, Member member, Role role, DurableState durable) {
        RoleRules rule = inForce.rules().get(role);
        if (rule == null) {
            return Optional.of("a definition of " + role);
        }
        for (Role before : rule.after()) {
            if (!cluster.isReady(before, durable.absent().keySet())) {
                return Optional.of(before.value());
            }
        }
        if (rule.strategy() == StartStrategy.ONE_AT_A_TIME) {
            return forerunner(cluster, member, role, durable)
                    .map(m -> m.spec.name().value());
        }
        return Optional.empty();
    }

    /** The host whose component must be READY first, when it is not. */
    private static Optional<Member> forerunner(Cluster cluster, Member member, Role role, DurableState durable) {
        List<HostName> seeds = GoalBook.seeds(durable, role);
        List<Member> order = inTurn(cluster, role, seeds);
        int turn = order.indexOf(member);
        return order.stream()
                .filter(other -> other != member && !isThere(other, role))
                .filter(other -> !durable.absent().containsKey(other.spec.name()))
                // a change that was cancelled never brings it in
                .filter(other ->
                        isComing(other, role) || !InForce.isPending(durable, new ComponentId(other.spec.name(), role)))
                .filter(other ->
                        order.indexOf(other) < turn || isComing(other, role) && !mayAwait(other, member, seeds))
                .findFirst();
    }

    private static boolean isThere(Member member, Role role) {
        return member.isRegistered() && member.observation(role).state() == ComponentState.READY;
    }

    /** Somebody whose turn comes later was told to start already: the other one is new in the file. */
    private static boolean isComing(Member member, Role role) {
        return member.isRegistered() && member.released.contains(role);
    }

    /** What is no seed may be waiting for a seed, so that the seed must not wait for it. */
    private static boolean mayAwait(Member coming, Member member, List<HostName> seeds) {
        return seeds.contains(member.spec.name()) && !seeds.contains(coming.spec.name());
    }

    /** Seeds first, in their stored order, then the others in the order of the file. */
    private static List<Member> inTurn(Cluster cluster, Role role, List<HostName> seeds) {
        List<Member> order = new ArrayList<>();
        for (HostName seed : seeds) {
            Member member = cluster.member(seed);
            if (member != null && member.spec.has(role)) {
                order.add(member);
            }
        }
        for (Member member : cluster.withRole(role)) {
            if (!seeds.contains(member.spec.name())) {
                order.add(member);
            }
        }
        return order;
    }

    /** Whether {@code role} may be stopped: every role that starts after it is down. */
    boolean mayStop(Cluster cluster, Role role) {
        return inForce.rules().values().stream()
                .filter(rule -> rule.after().contains(role))
                .allMatch(rule -> cluster.isDown(rule.role()));
    }
}
