package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.BecameLeader;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.DurableState.HostStop;
import dev.muster.coordinator.core.History;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A durable state, while a planted bug changes something of it. */
final class AlteredState {

    History history;

    @Nullable
    Change change;

    long announcedRun;
    SortedMap<HostName, HostStop> hosts;
    long barrierRun;
    SortedMap<Role, List<HostName>> seeds;
    SortedSet<Role> sown;
    SortedSet<Role> formed;
    Restraints restraints;

    private AlteredState(DurableState real) {
        history = real.history();
        change = real.change();
        announcedRun = real.announcedRun();
        hosts = real.hosts();
        barrierRun = real.barrierRun();
        seeds = real.seeds();
        sown = real.sown();
        formed = real.formed();
        restraints = real.restraints();
    }

    static DurableState of(DurableState real, Consumer<AlteredState> change) {
        AlteredState altered = new AlteredState(real);
        change.accept(altered);
        return new DurableState(
                real.cluster(),
                real.epoch(),
                altered.history,
                real.standing(),
                altered.change,
                real.run(),
                real.intent(),
                altered.hosts,
                real.absent(),
                altered.barrierRun,
                real.checkedRun(),
                real.ignoredChecks(),
                altered.seeds,
                altered.sown,
                altered.formed,
                altered.announcedRun,
                real.access(),
                altered.restraints);
    }

    /** A new leader takes something else for stored than what is. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> found(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core, Consumer<AlteredState> change) {
        return (nowMs, event) -> {
            if (!(event instanceof BecameLeader lead) || lead.stored() == null) {
                return core.step(nowMs, event);
            }
            DurableState altered = of(lead.stored(), change);
            return core.step(
                    nowMs, new BecameLeader(lead.epoch(), altered, lead.freshId(), lead.startedFor(), lead.wallMs()));
        };
    }
}
