package dev.muster.common.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a core and holds each step's commands until what they rest on is stored. Pure: the loop drives it with real time and
 * a real store, the simulation with its own.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>A command is released only when the durable state of its own step, and of every step before it, is stored.
 *   <li>Commands are released in the order in which they were decided.
 *   <li>At most one write is under way; what changes meanwhile is written once, as the newest state.
 * </ol>
 *
 * <p>Not thread-safe: one loop owns it.
 */
public final class Stepper<E, C, D> {

    private final Core<E, C, D> core;
    private final ArrayDeque<Held<C>> held = new ArrayDeque<>();
    private long lastNumber;
    private long storedNumber;
    private @Nullable Write<D> underWay;
    private @Nullable Write<D> waiting;

    public Stepper(Core<E, C, D> core) {
        this.core = core;
    }

    /** Takes one event. */
    public Released<C, D> accept(long nowMs, E event) {
        Decision<C, D> decision = core.step(nowMs, event);
        D write = decision.write();
        if (write != null) {
            lastNumber++;
            waiting = new Write<>(lastNumber, write);
        }
        if (!decision.commands().isEmpty()) {
            held.add(new Held<>(lastNumber, decision.commands()));
        }
        return release();
    }

    /** The write that was under way has been stored. */
    public Released<C, D> stored() {
        if (underWay == null) {
            throw new IllegalStateException("nothing was being stored");
        }
        storedNumber = underWay.number;
        underWay = null;
        return release();
    }

    /** What was decided rests on a state that will not be stored any more: all of it is dropped, the write under way too. */
    public void abandon() {
        held.clear();
        underWay = null;
        waiting = null;
        storedNumber = lastNumber;
    }

    /** Whether a write is under way. */
    public boolean isStoring() {
        return underWay != null;
    }

    private Released<C, D> release() {
        List<C> commands = new ArrayList<>();
        while (!held.isEmpty() && held.peek().restsOn <= storedNumber) {
            commands.addAll(held.remove().commands);
        }
        D start = null;
        if (underWay == null && waiting != null) {
            underWay = waiting;
            waiting = null;
            start = underWay.state;
        }
        return new Released<>(commands, start);
    }

    private record Held<C>(long restsOn, List<C> commands) {}

    private record Write<D>(long number, D state) {}

    /**
     * What may happen now.
     *
     * @param commands to be carried out, in this order
     * @param write to be started; null when none is due
     */
    public record Released<C, D>(List<C> commands, @Nullable D write) {}
}
