package dev.muster.simulation;

import dev.muster.common.model.HostName;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.LockScope;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operator who freezes the cluster, leaves hosts alone and locks things while it is stormy; afterwards lets go what does not end by itself. */
final class Restrainer {

    /** Who changes things, and somebody else. */
    private static final List<String> LOCKERS = List.of(Changer.WHO, "another operator");

    private final World world;
    private final Chance chance;
    private final Chance draining;
    private final Map<HostName, Long> endAskedMs = new HashMap<>();
    private final Map<LockScope, Long> releaseAskedMs = new HashMap<>();
    private long unfreezeAskedMs = -1;
    private long lastEndMs;

    /** @param draining of its own, so that worlds without a balancer are what they were before hosts were drained */
    Restrainer(World world, Chance chance, Chance draining) {
        this.world = world;
        this.chance = chance;
        this.draining = draining;
    }

    /** Takes up work, in one of three worlds; drains hosts in one of two that have a balancer. */
    void begin() {
        if (!balanced().isEmpty() && draining.oneIn(2)) {
            world.time.after(draining.between(1_000, 10_000), this::drain);
        }
        if (chance.oneIn(3)) {
            world.time.after(chance.between(1_000, 10_000), this::work);
        }
    }

    /** When the last maintenance, or lock, ends by itself that was ever asked for. */
    long lastEndMs() {
        return lastEndMs;
    }

    /** Whether it was ever asked to end a freeze that began then. */
    boolean hasUnfrozen(long sinceMs) {
        return unfreezeAskedMs >= sinceMs;
    }

    boolean hasReleased(LockScope scope, long sinceMs) {
        return releaseAskedMs.getOrDefault(scope, -1L) >= sinceMs;
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
        switch (chance.below(6)) {
            case 0 -> ask(leader, new Restraint.Freeze());
            case 1 -> unfreeze(leader);
            case 2 -> {
                lastEndMs = world.time.nowMs() + Restraint.MAINTENANCE_MIN_MS;
                ask(leader, new Restraint.BeginMaintenance(host, Restraint.MAINTENANCE_MIN_MS, false));
            }
            case 3 -> {
                lastEndMs = world.time.nowMs() + Restraint.LOCK_MIN_MS;
                ask(leader, new Restraint.TakeLock(scope(host), Restraint.LOCK_MIN_MS), chance.pick(LOCKERS));
            }
            case 4 -> release(leader, restraints);
            default -> {
                if (restraints.isMaintained(host)) {
                    endAskedMs.put(host, world.time.nowMs());
                    ask(leader, new Restraint.EndMaintenance(host));
                }
            }
        }
    }

    /** Hosts that have something behind the balancer. */
    private List<HostName> balanced() {
        ClusterSpec file = world.shape.spec(world.file());
        return file.hosts().values().stream()
                .filter(host -> host.roles().keySet().stream().anyMatch(file.balancer()::isInFrontOf))
                .map(HostSpec::name)
                .toList();
    }

    private void drain() {
        SimCoordinator leader = leader();
        DurableState state = world.store.state();
        if (leader != null && state != null && world.faults.isStormy()) {
            HostName host = draining.pick(world.shape.hosts());
            if (state.restraints().isMaintained(host)) {
                endAskedMs.put(host, world.time.nowMs());
                ask(leader, new Restraint.EndMaintenance(host));
            } else if (balanced().contains(host)) {
                lastEndMs = world.time.nowMs() + Restraint.MAINTENANCE_MIN_MS;
                ask(leader, new Restraint.BeginMaintenance(host, Restraint.MAINTENANCE_MIN_MS, true));
            }
        }
        world.time.after(draining.between(500, 6_000), this::drain);
    }

    private LockScope scope(HostName host) {
        return switch (chance.below(4)) {
            case 0 -> LockScope.CLUSTER;
            case 1 -> LockScope.of(chance.pick(world.shape.spec(world.file()).roles()));
            default -> LockScope.of(host);
        };
    }

    private void release(SimCoordinator leader, Restraints restraints) {
        if (restraints.locks().isEmpty()) {
            return;
        }
        Lock lock = chance.pick(restraints.locks());
        boolean force = chance.oneIn(2);
        String who = chance.pick(LOCKERS);
        if (force || who.equals(lock.who())) {
            releaseAskedMs.put(lock.scope(), world.time.nowMs());
        }
        ask(leader, new Restraint.ReleaseLock(lock.scope(), force), who);
    }

    private void unfreeze(SimCoordinator leader) {
        unfreezeAskedMs = world.time.nowMs();
        ask(leader, new Restraint.Unfreeze());
    }

    private void ask(SimCoordinator leader, Restraint restraint) {
        ask(leader, restraint, Changer.WHO);
    }

    private void ask(SimCoordinator leader, Restraint restraint, String who) {
        long askedMs = world.time.nowMs();
        world.transcript.line("OPERATOR", () -> who + " asks for " + restraint);
        leader.post(0, () -> {
            if (letsGo(restraint) || world.faults.isStormy()) {
                leader.accept(new CoordinatorEvent.RestrainRequested(1, restraint, who, "a storm", askedMs));
            }
        });
    }

    /** What holds something back and comes after the storm was asked for too late. */
    private static boolean letsGo(Restraint restraint) {
        return restraint instanceof Restraint.Unfreeze
                || restraint instanceof Restraint.EndMaintenance
                || restraint instanceof Restraint.ReleaseLock;
    }
}
