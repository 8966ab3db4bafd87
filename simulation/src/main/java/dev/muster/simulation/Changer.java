package dev.muster.simulation;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.How;
import dev.muster.coordinator.core.DurableState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An operator who changes the running cluster while it is stormy, and sees to it that what was begun comes to an end. */
final class Changer {

    /** Whose word all changes and stops are. */
    static final String WHO = "the operator";

    private static final List<Strategy> STRATEGIES =
            List.of("all", "one-by-one", "half", "2", "50%", "label:rack", "half@rack", "all@rack").stream()
                    .map(text -> Strategy.parse(text).orElseThrow())
                    .toList();

    /** After so many looks at a change that does not end by itself it is cancelled. */
    private static final int PATIENCE = 8;

    /** So often somebody who waits asks again. */
    private static final int WAITS = 8;

    private final World world;
    private final Chance chance;
    private final Set<Long> applied = new HashSet<>();
    private int looks;
    private int tickets;

    Changer(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    /** Takes up work, in one of two worlds. */
    void begin() {
        if (chance.oneIn(2)) {
            world.time.after(chance.between(2_000, 10_000), this::work);
        }
    }

    /** Whether that cluster.json was ever to be in force. */
    boolean hasApplied(long file) {
        return applied.contains(file);
    }

    private void work() {
        SimCoordinator leader = leader();
        DurableState state = world.store.state();
        if (leader != null && state != null) {
            if (world.faults.isStormy()) {
                disturb(leader);
            } else {
                finish(leader, state.change());
            }
        }
        world.time.after(chance.between(500, world.faults.isStormy() ? 8_000 : 3_000), this::work);
    }

    private @Nullable SimCoordinator leader() {
        SimCoordinator holder = world.election.holder();
        return holder != null && holder.isLeading() && !holder.isForeign() ? holder : null;
    }

    private void disturb(SimCoordinator leader) {
        int kind = chance.below(10);
        if (kind < 4) {
            apply(leader, chance.between(1, 2 * Shape.FILES), "");
        } else if (kind < 6) {
            restart(leader, "");
        } else if (kind < 7) {
            tickets += 2;
            int second = tickets;
            await("ticket-" + (second - 1), WAITS);
            world.time.after(chance.between(0, 500), () -> await("ticket-" + second, WAITS));
        } else {
            steer(leader, chance.pick(List.of(Steering.values())));
        }
    }

    /** Somebody who waits: says so again and again, sometimes too late, and tries; gives up at last, by word or by silence. */
    private void await(String ticket, int looks) {
        if (!world.faults.isStormy()) {
            return;
        }
        SimCoordinator leader = leader();
        if (leader != null) {
            whileStormy(
                    leader,
                    () -> new CoordinatorEvent.QueueRequested(
                            1, ticket, WHO, "change the cluster", "", world.time.nowMs()));
            if (chance.oneIn(2)) {
                restart(leader, ticket);
            } else {
                apply(leader, chance.between(1, 2 * Shape.FILES), ticket);
            }
            if (looks == 0 && chance.oneIn(2)) {
                whileStormy(leader, () -> new CoordinatorEvent.LeaveQueueRequested(1, ticket, WHO));
            }
        }
        DurableState state = world.store.state();
        Change change = state == null ? null : state.change();
        boolean isServed = change != null && change.reason().equals(ticket);
        if (looks > 0 && !isServed) {
            world.time.after(chance.between(500, chance.oneIn(8) ? 15_000 : 3_000), () -> await(ticket, looks - 1));
        }
    }

    private void apply(SimCoordinator leader, long file, String ticket) {
        How how = how(ticket);
        applied.add(file);
        world.transcript.line("OPERATOR", () -> "apply file " + file + ", " + how.strategy());
        whileStormy(
                leader,
                () -> new CoordinatorEvent.ApplyRequested(
                        1, World.text(file), World.hash(file), null, null, "sim", how));
    }

    private void restart(SimCoordinator leader, String ticket) {
        How how = how(ticket);
        Set<HostName> hosts = chance.oneIn(2) ? Set.of() : Set.of(chance.pick(world.shape.hosts()));
        Set<Role> roles = new TreeSet<>();
        if (chance.oneIn(2)) {
            roles.add(chance.pick(world.shape.spec(world.file()).roles()));
        }
        world.transcript.line("OPERATOR", () -> "restart " + hosts + " " + roles + ", " + how.strategy());
        whileStormy(leader, () -> new CoordinatorEvent.RestartRequested(1, hosts, roles, how));
    }

    /** A coordinator that stands still may come to an order only after the storm: whoever gave it has gone by then. */
    private void whileStormy(SimCoordinator leader, Supplier<CoordinatorEvent> order) {
        leader.post(0, () -> {
            if (world.faults.isStormy()) {
                leader.accept(order.get());
            }
        });
    }

    private How how(String ticket) {
        return new How(chance.pick(STRATEGIES), chance.below(2), WHO, ticket, world.time.nowMs(), ticket);
    }

    private void steer(SimCoordinator leader, Steering steering) {
        world.transcript.line("OPERATOR", () -> "change " + steering);
        leader.post(0, () -> leader.accept(new CoordinatorEvent.SteerRequested(1, steering, null, WHO, "")));
    }

    private void finish(SimCoordinator leader, @Nullable Change change) {
        if (change == null || change.status().isOver()) {
            looks = 0;
            return;
        }
        looks++;
        if (looks > PATIENCE) {
            steer(leader, Steering.CANCEL);
        } else if (change.status() == Status.PAUSED) {
            steer(leader, Steering.RESUME);
        } else if (change.status() == Status.FAILED) {
            steer(leader, chance.oneIn(2) ? Steering.RETRY : Steering.RESUME);
        }
    }
}
