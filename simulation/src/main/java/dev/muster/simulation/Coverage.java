package dev.muster.simulation;

import dev.muster.common.model.ComponentState;
import java.util.Set;
import java.util.TreeSet;

/** Which transitions were seen, as {@code FROM -> TO}. */
final class Coverage {

    private final Set<String> transitions = new TreeSet<>();

    void saw(ComponentState from, ComponentState to) {
        transitions.add(from + " -> " + to);
    }

    Set<String> transitions() {
        return transitions;
    }
}
