package dev.muster.simulation;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.Phase;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which components a stored state speaks of, worked out anew from the files: the product's own way of it is what is checked. */
final class Membership {

    private Membership() {}

    /** Whatever is there, is still to come, or has not left yet. */
    static Set<ComponentId> members(Shape shape, DurableState state) {
        Set<ComponentId> members =
                new LinkedHashSet<>(shape.spec(World.file(state)).componentIds());
        members.addAll(state.standing().keySet());
        return members;
    }

    /** What belongs together: neither who is still to join, nor who is leaving. */
    static List<ComponentId> counted(Shape shape, DurableState state) {
        List<ComponentId> counted = new ArrayList<>(members(shape, state));
        counted.removeIf(id -> DurableState.NOT_JOINED.equals(state.standing().get(id)) || isLeaving(state, id));
        return counted;
    }

    /** What may run: all but those whose turn to join has not come. */
    static List<ComponentId> running(Shape shape, DurableState state) {
        List<ComponentId> running = new ArrayList<>(members(shape, state));
        running.removeIf(id -> DurableState.NOT_JOINED.equals(state.standing().get(id)) && underWay(state, id) == null);
        return running;
    }

    static boolean isLeaving(DurableState state, ComponentId id) {
        Step step = underWay(state, id);
        return step != null && step.phase() == Phase.LEAVING;
    }

    /** Whether a change wants that component down for now. */
    static boolean isToStop(DurableState state, ComponentId id) {
        Step step = underWay(state, id);
        return step != null
                && (step.phase() == Phase.STOPPING || step.phase() == Phase.LEAVING || step.action() == Action.JOIN);
    }

    static @Nullable Step underWay(DurableState state, ComponentId id) {
        Change change = state.change();
        return change == null || change.status().isOver()
                ? null
                : change.steps().stream()
                        .filter(step ->
                                step.component().equals(id) && step.phase().isUnderWay())
                        .findFirst()
                        .orElse(null);
    }
}
