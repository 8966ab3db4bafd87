package dev.muster.coordinator.core;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.coordinator.core.BalancerTalk.Asked;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is behind the balancer on a host in maintenance out of it, where an operator wants that, and puts it back afterwards; also what
 * a change has left out that a stop of the cluster has ended.
 *
 * <p>Rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>That a member is taken out, or put back, is stored before the balancer is asked: whoever leads next goes on with it.
 *   <li>What was taken out is put back when its host is to be drained no longer: when it is READY, has joined and has passed the operator's own
 *       check, in a later run too. Until then it counts as down for everything that takes others of its role down.
 *   <li>What the balancer or the check refuses is tried again every {@value #RETRY_MS} ms.
 *   <li>A member is taken out only when another one of its role is left that users can be sent to.
 *   <li>A change begins no step of a member while the balancer is asked something for it. The step takes the member over: it ends in the balancer,
 *       as each step does.
 *   <li>While the cluster is frozen nothing of it is begun.
 * </ol>
 */
final class HostDrain {

    /** Between a refusal of the balancer and the next try. */
    static final long RETRY_MS = 30_000;

    /** What a step of a change waits for. */
    static final String CODE = "MEMBER_AT_BALANCER";

    private final InForce inForce;
    private final Cluster cluster;
    private final BalancerTalk balancer;
    private final Map<ComponentId, Refusal> refusals = new HashMap<>();

    HostDrain(InForce inForce, Cluster cluster, BalancerTalk balancer) {
        this.inForce = inForce;
        this.cluster = cluster;
        this.balancer = balancer;
    }

    /** Why the last try came to nothing. */
    private record Refusal(Failure why, long atMs) {}

    /** Why a host may not be drained; null when it may. */
    @Nullable
    Failure refusal(DurableState durable, HostName host) {
        Restraints.Freeze freeze = durable.restraints().freeze();
        if (freeze != null) {
            return RestraintDesk.frozen(freeze);
        }
        return behindBalancer(durable, host).stream()
                .filter(id -> isServing(durable, id) && !othersServe(durable, id))
                .findFirst()
                .map(id -> Failure.of(
                        "DRAINS_LAST_OF_ROLE",
                        "no other member of " + id.role() + " is left that users can be sent to instead of " + id,
                        "Wait for another one: muster wait --for ready --role " + id.role()
                                + "; or leave the host alone as it is, without --drain"))
                .orElse(null);
    }

    /** Without what is still to join: its step puts it in. */
    private List<ComponentId> behindBalancer(DurableState durable, HostName host) {
        Member member = cluster.member(host);
        return member == null
                ? List.of()
                : member.spec.roles().keySet().stream()
                        .filter(balancer::isBehind)
                        .map(role -> new ComponentId(host, role))
                        .filter(id -> !InForce.isPending(durable, id))
                        .toList();
    }

    private boolean othersServe(DurableState durable, ComponentId id) {
        return cluster.withRole(id.role()).stream()
                .map(member -> new ComponentId(member.spec.name(), id.role()))
                .anyMatch(other -> !other.equals(id) && isServing(durable, other));
    }

    private boolean isServing(DurableState durable, ComponentId id) {
        Restraints restraints = durable.restraints();
        return isReady(id) && !restraints.drained().containsKey(id) && !restraints.isDrained(id.host());
    }

    private boolean isReady(ComponentId id) {
        Member member = cluster.member(id.host());
        return member != null
                && member.isRegistered()
                && member.observation(id.role()).state() == ComponentState.READY
                && member.observation(id.role()).isJoined();
    }

    /** Whether something goes on by time alone. */
    boolean waitsForTime(DurableState durable) {
        return !durable.restraints().drained().isEmpty();
    }

    /** Takes each member as far as it goes now. */
    void advance(Turn turn) {
        DurableState durable = turn.durable();
        Restraints restraints = durable.restraints();
        restraints.drained().keySet().stream()
                .filter(id -> isElsewhere(durable, id))
                .forEach(id -> stand(turn, id, AtBalancer.IN));
        if (durable.intent() != RunIntent.RUNNING || restraints.isFrozen()) {
            return;
        }
        restraints.maintenance().keySet().stream()
                .filter(restraints::isDrained)
                .flatMap(host -> behindBalancer(durable, host).stream())
                .filter(id -> !restraints.drained().containsKey(id) && !isInStep(durable, id))
                .forEach(id -> stand(turn, id, AtBalancer.LEAVING));
        turn.durable().restraints().drained().forEach((id, where) -> further(turn, id, where));
    }

    /** Whether it is somebody else's to put it back, or nobody's: a step has taken it over, or it is behind the balancer no longer. */
    private boolean isElsewhere(DurableState durable, ComponentId id) {
        return isInStep(durable, id) || !InForce.has(inForce.members(), id) || !balancer.isBehind(id.role());
    }

    private static boolean isInStep(DurableState durable, ComponentId id) {
        Change change = durable.change();
        return change != null
                && change.underWay().anyMatch(step -> step.component().equals(id));
    }

    private void further(Turn turn, ComponentId id, AtBalancer where) {
        Asked asked = balancer.last(id);
        if (asked != null && !asked.isAnswered()) {
            return;
        }
        boolean isToBeOut = turn.durable().restraints().isDrained(id.host());
        switch (where) {
            case LEAVING -> {
                if (!isToBeOut) {
                    stand(turn, id, AtBalancer.OUT);
                } else if (asked == null) {
                    ask(turn, id, BalancerAction.DISABLE);
                } else if (asked.failure() != null) {
                    refused(turn, id, "could not be taken out of", asked.failure());
                } else if (asked.action() == BalancerAction.DISABLE) {
                    ask(turn, id, BalancerAction.DRAIN);
                } else {
                    refusals.remove(id);
                    stand(turn, id, AtBalancer.OUT);
                    tell(turn, Type.DRAINED, id, id + " is out of its balancer: no users are sent there", null);
                }
            }
            case OUT -> {
                if (!isToBeOut && isReady(id) && isDue(turn, id)) {
                    stand(turn, id, AtBalancer.RETURNING);
                }
            }
            case RETURNING -> {
                if (isToBeOut) {
                    stand(turn, id, AtBalancer.LEAVING);
                } else if (asked == null && !isReady(id)) {
                    stand(turn, id, AtBalancer.OUT);
                } else if (asked == null) {
                    ask(turn, id, balancer.isChecked(id.role()) ? BalancerAction.CHECK : BalancerAction.ENABLE);
                } else if (asked.failure() != null) {
                    refused(turn, id, "could not be put back into", asked.failure());
                    stand(turn, id, AtBalancer.OUT);
                } else if (asked.action() == BalancerAction.CHECK) {
                    ask(turn, id, BalancerAction.ENABLE);
                } else {
                    stand(turn, id, AtBalancer.IN);
                    tell(turn, Type.PUT_BACK, id, id + " is back in its balancer", null);
                }
            }
            case IN -> throw new IllegalStateException(id + " is drained, and in its balancer");
        }
    }

    private void ask(Turn turn, ComponentId id, BalancerAction action) {
        if (isDue(turn, id)) {
            balancer.askForMaintenance(turn, id, action);
        }
    }

    private boolean isDue(Turn turn, ComponentId id) {
        Refusal last = refusals.get(id);
        return last == null || turn.nowMs - last.atMs >= RETRY_MS;
    }

    /** It is tried again from the beginning; told once for each reason. */
    private void refused(Turn turn, ComponentId id, String what, Failure why) {
        balancer.forget(id);
        Refusal before = refusals.put(id, new Refusal(why, turn.nowMs));
        if (before == null || !before.why.equals(why)) {
            String message = id + " " + what + " its balancer: " + why.message() + "; it is tried again every "
                    + RETRY_MS / 1000 + " s";
            tell(turn, Type.BALANCER_REFUSED, id, message, why);
        }
    }

    /** Stores where a member stands; in the turn after that it goes further. */
    private void stand(Turn turn, ComponentId id, AtBalancer where) {
        turn.change(d -> d.restrained(d.restraints().with(id, where)));
        if (where == AtBalancer.IN || where == AtBalancer.LEAVING) {
            refusals.remove(id);
        }
        if (where == AtBalancer.IN && isInStep(turn.durable(), id)) {
            return; // what was asked last is the step's own
        }
        balancer.forget(id);
    }

    private static void tell(Turn turn, Type type, ComponentId id, String message, @Nullable Failure why) {
        turn.tell(new ClusterEvent(type, id.host(), id.role(), null, "CLUSTER: " + message).because(why));
    }

    /** Why no step of a member may begin; empty when this does not speak against it. */
    static Optional<Failure> busy(Restraints restraints, ComponentId id) {
        return Optional.ofNullable(restraints.drained().get(id))
                .filter(AtBalancer::isOnTheWay)
                .map(where -> Failure.of(
                        CODE,
                        id + " is just being "
                                + (where == AtBalancer.LEAVING ? "taken out of" : "put back into")
                                + " its balancer, for the maintenance of its host",
                        "It goes on by itself when the balancer has answered: muster status"));
    }

    /** What everybody who looks at the cluster is to see of a member: that it is not where its host's maintenance wants it. */
    Optional<Problem> notice(Restraints restraints, ComponentId id, AtBalancer where) {
        Refusal last = refusals.get(id);
        boolean isToBeOut = restraints.isDrained(id.host());
        if (isToBeOut && last == null) {
            return Optional.empty();
        }
        String state = isToBeOut
                ? id + " could not be taken out of its balancer for maintenance"
                : id + " is still out of its balancer";
        String why = last == null
                ? where == AtBalancer.OUT && !isReady(id) ? ": it is not ready" : ""
                : ": " + last.why.message();
        return Optional.of(new Problem(
                id.host(),
                id.role(),
                Failure.of(
                        "OUT_OF_BALANCER",
                        state + why,
                        last == null
                                ? "It is put back by itself when it is ready. Why it is not: muster why " + id
                                : "It is tried again every " + RETRY_MS / 1000 + " s. By hand: muster balancer "
                                        + (isToBeOut ? "disable " : "enable ") + id),
                0));
    }
}
