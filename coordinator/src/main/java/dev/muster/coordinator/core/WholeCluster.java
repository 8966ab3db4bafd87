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
import dev.muster.coordinator.core.BalancerTalk.Asked;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.stream.Stream;

/**
 * Takes the whole cluster out of its balancer before a change that interrupts everything anyway, and puts it back after the last of its
 * steps. Where it stands is stored with the change before anybody is asked, so that whoever leads next puts back what was taken out.
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

    WholeCluster(InForce inForce, BalancerTalk balancer) {
        this.inForce = inForce;
        this.balancer = balancer;
    }

    /** Whether a change by that strategy takes all of it out: one that takes something down, as many at a time as there are. */
    static boolean isTakenOut(Definition inForce, Strategy strategy, Stream<Action> actions) {
        return strategy.kind() == Strategy.Kind.ALL
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

    private boolean become(Turn turn, AtBalancer wanted, AtBalancer onTheWay, BalancerAction action) {
        if (turn.change().atBalancer() == wanted) {
            return true;
        }
        if (turn.change().atBalancer() != onTheWay) {
            balancer.forgetWhole();
            stand(turn, onTheWay);
        }
        Asked asked = balancer.askedWhole(turn, action);
        if (!asked.isAnswered()) {
            return false;
        }
        balancer.forgetWhole();
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

    private static void stand(Turn turn, AtBalancer where) {
        turn.change(d -> d.withChange(turn.change().with(where), d.standing()));
    }
}
