package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraint.BeginMaintenance;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.BecameLeader;
import dev.muster.coordinator.core.CoordinatorEvent.RestrainRequested;
import dev.muster.coordinator.core.DurableState;

/** Planted bugs of what operators hold back. */
final class RestraintBugs {

    private RestraintBugs() {}

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> forgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> state.restraints = Restraints.NONE);
    }

    /** That it is frozen is stored and shown, and changes go on all the same. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> unheeded(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Restraints[] shown = {Restraints.NONE};
        return (nowMs, event) -> {
            boolean letsGo =
                    event instanceof RestrainRequested asked && asked.restraint() instanceof Restraint.Unfreeze;
            if (letsGo) {
                core.step(
                        nowMs,
                        as((RestrainRequested) event, new Restraint.Freeze())); // so that there is something to let go
            }
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            DurableState write = decision.write();
            if (write == null) {
                return decision;
            }
            if (write.restraints().isFrozen()) {
                shown[0] = write.restraints();
                core.step(nowMs, new RestrainRequested(1, new Restraint.Unfreeze(), "a bug", "", nowMs));
            } else if (letsGo || event instanceof BecameLeader) {
                shown[0] = Restraints.NONE;
            }
            return new Decision<>(
                    decision.commands(),
                    AlteredState.of(write, state -> state.restraints = state.restraints.with(shown[0].freeze())));
        };
    }

    private static RestrainRequested as(RestrainRequested asked, Restraint restraint) {
        return new RestrainRequested(asked.request(), restraint, asked.who(), asked.reason(), asked.wallMs());
    }

    /** Maintenance does not end when its time is over. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> endless(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof RestrainRequested asked && asked.restraint() instanceof BeginMaintenance begin
                        ? as(asked, new BeginMaintenance(begin.host(), Restraint.MAINTENANCE_MAX_MS))
                        : event);
    }
}
