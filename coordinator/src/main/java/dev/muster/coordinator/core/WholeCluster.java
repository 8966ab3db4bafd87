package dev.muster.coordinator.core;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.Failure;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.coordinator.core.BalancerTalk.Asked;
import dev.muster.coordinator.core.Definer.Definition;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the whole cluster out of its balancer before a change that interrupts everything anyway, and puts it back after the last of its
 * steps, or, when a stop of the cluster has ended the change, after the next start. Where it stands is stored with the change before anybody
 * is asked, so that whoever leads next puts back what was taken out; the next change takes that over.
 */
final class WholeCluster {

    /** What the first step waits for meanwhile. */
    static final Precondition AWAITED = new Precondition(
            "CLUSTER_IN_BALANCER",
            "the whole cluster is out of its balancer",
            Precondition.Effect.HOLDS,
            Failure.of(
                    "CLUSTER_IN_BALANCER",
                    "the whole cluster is being taken out of its balancer",
                    "It goes on by itself when the hook has ended: muster change --watch"));

    private final InForce inForce;
    private final BalancerTalk balancer;
    private @Nullable Failure refused;
    private long refusedAtMs;

    WholeCluster(InForce inForce, BalancerTalk balancer) {
        this.inForce = inForce;
        this.balancer = balancer;
    }

    /** Whether a change by that strategy takes all of it out: one that takes something down, as many at a time as there are. */
    static boolean isTakenOut(Definition inForce, Strategy strategy, Stream<Action> actions) {
        return strategy.isWholeCluster()
                && inForce.spec().balancer().whole() != null
                && actions.anyMatch(action -> action != Action.JOIN);
    }

    /** Whether the first step may be taken; otherwise what is needed for that is asked. */
    boolean isReadyForSteps(Turn turn) {
        Change change = turn.change();
        boolean isWanted = isTakenOut(
                inForce.current(), change.strategy(), change.steps().stream().map(Change.Step::action));
        return !isWanted || become(turn, AtBalancer.OUT, AtBalancer.LEAVING, BalancerAction.DISABLE);
    }

    /** Whether the change may end; otherwise what is needed for that is asked. */
    boolean isReadyForTheEnd(Turn turn) {
        return become(turn, AtBalancer.IN, AtBalancer.RETURNING, BalancerAction.ENABLE);
    }

    /** Whether it was left out by a change that has ended with its run. */
    static boolean isLeftOut(DurableState durable) {
        Change change = durable.change();
        return change != null
                && change.status().isOver()
                && change.atBalancer() != AtBalancer.IN
                && durable.intent() == RunIntent.RUNNING
                && durable.isAnnounced()
                && !durable.restraints().isFrozen();
    }

    /** Has it put back in that case; what its balancer refuses is tried again. */
    void putBack(Turn turn) {
        boolean isDue = refused == null || turn.nowMs - refusedAtMs >= HostDrain.RETRY_MS;
        if (!isLeftOut(turn.durable()) || !isDue) {
            return;
        }
        Asked asked = answered(turn, AtBalancer.RETURNING, BalancerAction.ENABLE);
        Failure failure = asked == null ? null : asked.failure();
        if (asked != null && failure == null) {
            refused = null;
            stand(turn, AtBalancer.IN);
            turn.tell(Type.PUT_BACK, "CLUSTER: the whole cluster is back in its balancer");
        } else if (failure != null) {
            if (!failure.equals(refused)) {
                String message = "CLUSTER: the whole cluster could not be put back into its balancer: "
                        + failure.message() + "; it is tried again every " + HostDrain.RETRY_MS / 1000 + " s";
                turn.tell(ClusterEvent.cluster(Type.BALANCER_REFUSED, message).because(failure));
            }
            refused = failure;
            refusedAtMs = turn.nowMs;
        }
    }

    /** What everybody who looks at the cluster is to see of that. */
    Optional<Problem> notice(DurableState durable) {
        Failure why = refused;
        return isLeftOut(durable)
                ? Optional.of(new Problem(
                        null,
                        null,
                        Failure.of(
                                "OUT_OF_BALANCER",
                                "the whole cluster is out of its balancer, by a change that ended with a stop"
                                        + (why == null ? "" : ": " + why.message()),
                                "It is put back by itself. By hand: muster balancer enable --whole"),
                        0))
                : Optional.empty();
    }

    private boolean become(Turn turn, AtBalancer wanted, AtBalancer onTheWay, BalancerAction action) {
        if (turn.change().atBalancer() == wanted) {
            return true;
        }
        Asked asked = answered(turn, onTheWay, action);
        if (asked == null) {
            return false;
        }
        Failure failure = asked.failure();
        if (failure == null) {
            stand(turn, wanted);
            return true;
        }
        Change change = turn.change();
        turn.change(d -> d.withChange(change.with(Status.FAILED), d.standing()));
        turn.tell(new ClusterEvent(
                        Type.CHANGE_FAILED,
                        null,
                        null,
                        null,
                        "CLUSTER: change " + change.number() + " has stopped: the cluster could not be "
                                + (action == BalancerAction.DISABLE ? "taken out of" : "put back into")
                                + " its balancer: " + failure.message()
                                + "; go on with muster change retry or cancel")
                .because(failure));
        return false;
    }

    /** The answer, once; null when there is none yet. What the balancer does in the other direction is waited for before. */
    private @Nullable Asked answered(Turn turn, AtBalancer onTheWay, BalancerAction action) {
        if (turn.change().atBalancer() != onTheWay) {
            if (balancer.isBusyWithWhole()) {
                return null;
            }
            balancer.forgetWhole();
            stand(turn, onTheWay);
        }
        Asked asked = balancer.askedWhole(turn, action);
        if (!asked.isAnswered()) {
            return null;
        }
        balancer.forgetWhole();
        return asked;
    }

    private static void stand(Turn turn, AtBalancer where) {
        turn.change(d -> d.withChange(turn.change().with(where), d.standing()));
    }
}
