package dev.muster.simulation;

import dev.muster.common.model.ComponentState;
import java.util.Set;
import java.util.TreeSet;

/** Which transitions were seen, as {@code FROM -> TO}; by several runs at one time. */
final class Coverage {

    private static final ComponentState[] STATES = ComponentState.values();

    /** Only ever set, and read when all runs are over. */
    private final boolean[][] seen = new boolean[STATES.length][STATES.length];

    void saw(ComponentState from, ComponentState to) {
        seen[from.ordinal()][to.ordinal()] = true;
    }

    Set<String> transitions() {
        TreeSet<String> transitions = new TreeSet<>();
        for (ComponentState from : STATES) {
            for (ComponentState to : STATES) {
                if (seen[from.ordinal()][to.ordinal()]) {
                    transitions.add(from + " -> " + to);
                }
            }
        }
        return transitions;
    }
}
