package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;

/**
 * A core whose every decision is looked at when it is made, before it is stored or carried out.
 *
 * @param who for messages
 */
record Observed<E, C, D>(Core<E, C, D> core, String who, Observer<E, C, D> observer) implements Core<E, C, D> {

    /** Looks at decisions. */
    interface Observer<E, C, D> {
        void decided(E event, Decision<C, D> decision);
    }

    @Override
    public Decision<C, D> step(long nowMs, E event) {
        Decision<C, D> decision;
        try {
            decision = core.step(nowMs, event);
        } catch (RuntimeException e) {
            throw new Violation(Invariant.LEGAL_STATES, who + " threw " + e + " at " + event, e);
        }
        observer.decided(event, decision);
        return decision;
    }
}
