package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraint.BeginMaintenance;
import dev.muster.common.model.change.Restraint.TakeLock;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.BecameLeader;
import dev.muster.coordinator.core.CoordinatorEvent.RestrainRequested;
import dev.muster.coordinator.core.DurableState;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Planted bugs of what operators hold back. */
final class RestraintBugs {

    private RestraintBugs() {}

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> forgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> state.restraints = Restraints.NONE);
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> drainsForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(
                core,
                state -> state.restraints = new Restraints(
                        state.restraints.freeze(),
                        state.restraints.maintenance(),
                        state.restraints.locks(),
                        new TreeMap<>()));
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

    /** Whoever orders something passes for the one who has locked something; what is stored and shown is as if it were right. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> locksUnheeded(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        String[] owner = {Changer.WHO};
        return (nowMs, event) -> {
            if (event instanceof BecameLeader lead && lead.stored() != null) {
                owner[0] = owner(lead.stored());
            }
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, orderedBy(event, owner[0]));
            DurableState write = decision.write();
            if (write == null) {
                return decision;
            }
            owner[0] = owner(write);
            return new Decision<>(
                    decision.commands(), AlteredState.of(write, state -> state.change = by(state.change, Changer.WHO)));
        };
    }

    private static String owner(DurableState state) {
        return state.restraints().locks().stream().map(Lock::who).findFirst().orElse(Changer.WHO);
    }

    private static CoordinatorEvent orderedBy(CoordinatorEvent event, String who) {
        if (event instanceof CoordinatorEvent.ApplyRequested asked) {
            return new CoordinatorEvent.ApplyRequested(
                    asked.request(), asked.text(), asked.hash(), null, null, asked.confirm(), by(asked.how(), who));
        } else if (event instanceof CoordinatorEvent.RestartRequested asked) {
            return new CoordinatorEvent.RestartRequested(
                    asked.request(), asked.hosts(), asked.roles(), by(asked.how(), who));
        } else if (event instanceof CoordinatorEvent.SteerRequested asked) {
            return new CoordinatorEvent.SteerRequested(
                    asked.request(), asked.steering(), asked.component(), who, asked.reason());
        } else if (event instanceof CoordinatorEvent.StopHostRequested asked) {
            return new CoordinatorEvent.StopHostRequested(asked.request(), asked.host(), who, asked.reason());
        }
        return event;
    }

    private static CoordinatorEvent.How by(CoordinatorEvent.How how, String who) {
        return new CoordinatorEvent.How(
                how.strategy(), how.failuresMax(), who, how.reason(), how.wallMs(), how.ticket());
    }

    private static @Nullable Change by(@Nullable Change change, String who) {
        return change == null
                ? null
                : new Change(
                        change.number(),
                        change.from(),
                        change.to(),
                        who,
                        change.reason(),
                        change.begunAtMs(),
                        change.strategy(),
                        change.failuresMax(),
                        change.status(),
                        change.steps(),
                        change.atBalancer(),
                        change.swaps());
    }

    /** A lock does not end when its time is over. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> locksWithoutEnd(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof RestrainRequested asked && asked.restraint() instanceof TakeLock lock
                        ? as(asked, new TakeLock(lock.scope(), Restraint.LOCK_MAX_MS))
                        : event);
    }

    /** Maintenance does not end when its time is over. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> endless(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof RestrainRequested asked && asked.restraint() instanceof BeginMaintenance begin
                        ? as(asked, new BeginMaintenance(begin.host(), Restraint.MAINTENANCE_MAX_MS, begin.drain()))
                        : event);
    }
}
