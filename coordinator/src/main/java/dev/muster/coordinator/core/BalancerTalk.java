package dev.muster.coordinator.core;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.coordinator.core.CoordinatorCommand.Balance;
import dev.muster.coordinator.core.CoordinatorEvent.BalanceEnded;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the load balancer, and the operator's own checks, were asked for the steps of a change or for maintenance, and have answered. Nothing
 * of it is stored: a new leader asks again what its predecessor had asked in the phase that a member is in.
 */
final class BalancerTalk {

    private final InForce inForce;
    private final Map<ComponentId, Asked> talks = new HashMap<>();
    private @Nullable Asked whole;

    BalancerTalk(InForce inForce) {
        this.inForce = inForce;
    }

    /**
     * The last question for a member in its present phase.
     *
     * @param failure why it was not done; null when it was, or when there is no answer yet
     */
    record Asked(
            Balance question, boolean isAnswered, @Nullable Failure failure) {
        BalancerAction action() {
            return question.action();
        }

        private boolean isMeantBy(BalanceEnded event) {
            return !isAnswered && question.equals(event.question());
        }

        private Asked answered(BalanceEnded event) {
            return new Asked(question, true, event.failure());
        }
    }

    private Balancer balancer() {
        return inForce.current().spec().balancer();
    }

    boolean isBehind(Role role) {
        return balancer().isInFrontOf(role);
    }

    /** Whether an operator has a check of their own for it. */
    boolean isChecked(Role role) {
        return balancer().checks().containsKey(role);
    }

    /** Whether an operator has the store that it works with warmed up. */
    boolean isWarmedUp(Role role) {
        return inForce.current().spec().warmUp(role).isPresent();
    }

    /** What was asked last for a member of the change; {@code first} is asked when nothing was under this leadership. */
    Asked asked(Turn turn, ComponentId member, BalancerAction first) {
        Asked last = talks.get(member);
        return last == null ? ask(turn, member, first) : last;
    }

    /** Asks on behalf of the change. */
    Asked ask(Turn turn, ComponentId member, BalancerAction action) {
        return ask(turn, turn.change().number(), member, action);
    }

    /** Asks on behalf of the maintenance of its host. */
    Asked askForMaintenance(Turn turn, ComponentId member, BalancerAction action) {
        return ask(turn, Balance.FOR_MAINTENANCE, member, action);
    }

    private Asked ask(Turn turn, long change, ComponentId member, BalancerAction action) {
        Asked now = new Asked(turn.balance(change, member, action), false, null);
        talks.put(member, now);
        return now;
    }

    /** What was asked last for a member; null when nothing was under this leadership. */
    @Nullable
    Asked last(ComponentId member) {
        return talks.get(member);
    }

    /** What was asked last for the whole cluster; {@code first} is asked when nothing was under this leadership. */
    Asked askedWhole(Turn turn, BalancerAction first) {
        Asked last = whole;
        if (last != null) {
            return last;
        }
        Asked now = new Asked(turn.balance(turn.change().number(), null, first), false, null);
        whole = now;
        return now;
    }

    /** Whether the balancer still does something for the whole cluster. */
    boolean isBusyWithWhole() {
        return whole != null && !whole.isAnswered();
    }

    void forgetWhole() {
        whole = null;
    }

    /** There is an answer; whether anybody waits for it. */
    boolean answered(BalanceEnded event) {
        ComponentId member = event.question().component();
        Asked last = member == null ? whole : talks.get(member);
        if (last == null || !last.isMeantBy(event)) {
            return false;
        }
        if (member == null) {
            whole = last.answered(event);
        } else {
            talks.put(member, last.answered(event));
        }
        return true;
    }

    /** The member has come to another phase, or to its end. */
    void forget(ComponentId member) {
        talks.remove(member);
    }
}
