package dev.muster.coordinator.core;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.spec.Balancer;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.CoordinatorEvent.BalanceEnded;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the load balancer, and the operator's own checks, were asked for the steps of a change, and have answered. Nothing of it is stored: a
 * new leader asks again what its predecessor had asked in the phase that a step is in.
 */
final class BalancerTalk {

    private final InForce inForce;
    private final Map<ComponentId, Asked> talks = new HashMap<>();
    private @Nullable Asked whole;

    BalancerTalk(InForce inForce) {
        this.inForce = inForce;
    }

    /**
     * The last question for a step in its present phase.
     *
     * @param failure why it was not done; null when it was, or when there is no answer yet
     */
    record Asked(
            BalancerAction action,
            boolean isAnswered,
            @Nullable Failure failure) {}

    private Balancer balancer() {
        return inForce.current().spec().balancer();
    }

    boolean isBehind(Step step) {
        return balancer().isInFrontOf(step.component().role());
    }

    /** Whether an operator has a check of their own for it. */
    boolean isChecked(Step step) {
        return balancer().checks().containsKey(step.component().role());
    }

    /** Whether an operator has the store that it works with warmed up. */
    boolean isWarmedUp(Step step) {
        return inForce.current().spec().warmUp(step.component().role()).isPresent();
    }

    /** What was asked last for the step; {@code first} is asked when nothing was under this leadership. */
    Asked asked(Turn turn, Step step, BalancerAction first) {
        Asked last = talks.get(step.component());
        return last == null ? ask(turn, step, first) : last;
    }

    Asked ask(Turn turn, Step step, BalancerAction action) {
        Asked now = new Asked(action, false, null);
        talks.put(step.component(), now);
        turn.balance(turn.change().number(), step.component(), action);
        return now;
    }

    /** What was asked last for the whole cluster; {@code first} is asked when nothing was under this leadership. */
    Asked askedWhole(Turn turn, BalancerAction first) {
        Asked last = whole;
        if (last != null) {
            return last;
        }
        Asked now = new Asked(first, false, null);
        whole = now;
        turn.balance(turn.change().number(), null, first);
        return now;
    }

    void forgetWhole() {
        whole = null;
    }

    /** There is an answer; whether anybody waits for it. */
    boolean answered(DurableState durable, BalanceEnded event) {
        ComponentId component = event.component();
        Asked last = component == null ? whole : talks.get(component);
        Change change = durable.change();
        if (last == null
                || change == null
                || change.number() != event.change()
                || last.action != event.action()
                || last.isAnswered) {
            return false;
        }
        Asked answer = new Asked(last.action, true, event.failure());
        if (component == null) {
            whole = answer;
        } else {
            talks.put(component, answer);
        }
        return true;
    }

    /** The step has come to another phase, or to its end. */
    void forget(Step step) {
        talks.remove(step.component());
    }
}
