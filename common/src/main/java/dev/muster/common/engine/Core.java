package dev.muster.common.engine;

/**
 * A state machine that decides. It owns its state and has no other input than the events it is given and the time they
 * carry: no clock, thread, random number, file, socket or log. Given the same events at the same times it makes the same
 * decisions, which is why whole clusters of cores can be simulated, and any run replayed.
 *
 * @param <E> events
 * @param <C> commands, carried out by shells
 * @param <D> the durable part of the state
 */
public interface Core<E, C, D> {

    /**
     * Takes one event.
     *
     * @param nowMs monotonic milliseconds of an arbitrary origin; never goes back
     */
    Decision<C, D> step(long nowMs, E event);
}
