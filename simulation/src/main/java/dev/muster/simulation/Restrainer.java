package dev.muster.simulation;

import dev.muster.common.model.HostName;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operator who freezes the cluster and leaves hosts alone while it is stormy; afterwards lets go what does not end by itself. */
final class Restrainer {

    private final World world;
    private final Chance chance;
    private final Map<HostName, Long> endAskedMs = new HashMap<>();
    private long unfreezeAskedMs = -1;
    private long lastEndMs;

    Restrainer(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    /** Takes up work, in one of three worlds. */
    void begin() {
        if (chance.oneIn(3)) {
            world.time.after(chance.between(1_000, 10_000), this::work);
        }
    }

    /** When the last maintenance ends by itself that was ever asked for. */
    long lastEndMs() {
        return lastEndMs;
    }

    /** Whether it was ever asked to end a freeze that began then. */
    boolean hasUnfrozen(long sinceMs) {
        return unfreezeAskedMs >= sinceMs;
    }

    boolean hasEnded(HostName host, long sinceMs) {
        return endAskedMs.getOrDefault(host, -1L) >= sinceMs;
    }

    private void work() {
        SimCoordinator leader = leader();
        DurableState state = world.store.state();
        if (leader != null && state != null) {
            if (world.faults.isStormy()) {
                hold(leader, state.restraints());
            } else if (state.restraints().isFrozen()) {
                unfreeze(leader);
            }
        }
        world.time.after(chance.between(500, world.faults.isStormy() ? 6_000 : 2_000), this::work);
    }

    private @Nullable SimCoordinator leader() {
        SimCoordinator holder = world.election.holder();
        return holder != null && holder.isLeading() && !holder.isForeign() ? holder : null;
    }

    private void hold(SimCoordinator leader, Restraints restraints) {
        HostName host = chance.pick(world.shape.hosts());
        switch (chance.below(4)) {
            case 0 -> ask(leader, new Restraint.Freeze());
            case 1 -> unfreeze(leader);
            case 2 -> {
                lastEndMs = world.time.nowMs() + Restraint.MAINTENANCE_MIN_MS;
                ask(leader, new Restraint.BeginMaintenance(host, Restraint.MAINTENANCE_MIN_MS));
            }
            default -> {
                if (restraints.isMaintained(host)) {
                    endAskedMs.put(host, world.time.nowMs());
                    ask(leader, new Restraint.EndMaintenance(host));
                }
            }
        }
    }

    private void unfreeze(SimCoordinator leader) {
        unfreezeAskedMs = world.time.nowMs();
        ask(leader, new Restraint.Unfreeze());
    }

    private void ask(SimCoordinator leader, Restraint restraint) {
        long askedMs = world.time.nowMs();
        world.transcript.line("OPERATOR", () -> "asks for " + restraint);
        leader.post(
                0,
                () -> leader.accept(
                        new CoordinatorEvent.RestrainRequested(1, restraint, "the operator", "a storm", askedMs)));
    }
}
