package dev.muster.simulation;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.coordinator.core.DurableState;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run: faults, then calm, then the cluster is where its operator wants it, and stays there. */
final class Simulation {

    private static final int COMPONENTS_PER_HOST_MAX = 3;

    /** How long a storm that waits for the start waits at most. */
    private static final long START_MAX_MS = 60_000;

    private final World world;
    private final long stormMs;
    private final boolean startsInCalm;

    private Simulation(World world, Chance apart) {
        this.world = world;
        this.startsInCalm = apart.oneIn(3);
        long shortMs = world.chance.between(5_000, 40_000);
        this.stormMs = startsInCalm ? apart.between(15_000, 60_000) : shortMs;
    }

    /**
     * How a run went.
     *
     * @param violation what did not hold; null when everything did
     * @param events that happened
     * @param transcript of the run; empty unless it was asked for
     */
    record Result(long seed, @Nullable Violation violation, long events, List<String> transcript) {}

    static Result run(long seed, Variation variation, Coverage coverage, boolean talkative) {
        World world = new World(seed, variation, coverage, talkative);
        Violation violation = null;
        try {
            new Simulation(world, new Chance(seed * 47 + 19)).run();
        } catch (Violation e) {
            violation = e;
            String message = String.valueOf(e.getMessage());
            world.transcript.line("VIOLATION", () -> message);
        }
        return new Result(seed, violation, world.time.count(), world.transcript.lines());
    }

    private void run() {
        world.transcript.line("WORLD", this::describe);
        world.operator.begin(stormMs);
        world.ailments.begin(stormMs);
        if (startsInCalm) {
            awaitStart();
        }
        world.changer.begin();
        world.restrainer.begin();
        world.faults.storm();
        until(world.time.nowMs() + stormMs);
        world.faults.calm();
        long deadlineMs = Math.max(world.restrainer.lastEndMs(), Math.max(world.time.nowMs(), world.late.lastMs()))
                + 2 * Timing.QUORUM_GRACE_MS
                + Operator.SKIPS_EVERY_MS
                + world.timing.livenessMs(
                        COMPONENTS_PER_HOST_MAX * world.shape.hosts().size());
        while (!isThere() || isStoring()) {
            if (world.time.nowMs() > deadlineMs) {
                throw new Violation(Invariant.LIVENESS, "not there after the bound: " + state());
            }
            world.time.next();
        }
        world.transcript.line("WORLD", () -> "the cluster is where it should be");
        if (!world.operator.isFinished()) {
            world.checks.calm();
        }
        until(world.time.nowMs() + 3 * world.timing.leaseMs());
        atTheEnd();
    }

    /** Most changes happen to clusters that run: few clusters start at all while it is stormy. */
    private void awaitStart() {
        while (world.time.nowMs() < START_MAX_MS && !hasStarted()) {
            world.time.next();
        }
    }

    private boolean hasStarted() {
        DurableState state = world.store.state();
        return state != null && state.isAnnounced();
    }

    private void until(long timeMs) {
        while (world.time.nowMs() < timeMs) {
            world.time.next();
        }
    }

    private boolean isThere() {
        DurableState state = world.store.state();
        if (world.operator.isBusy() || state == null) {
            return false;
        }
        if (world.operator.hasAskedToStop() || world.operator.isFinished()) {
            return world.operator.isFinished() && !world.operator.willStartAgain() && isQuiet();
        }
        SimCoordinator leader = world.election.holder();
        List<HostName> away = world.late.never();
        return world.machines().stream().noneMatch(machine -> machine.isPaused() || isLeaving(machine))
                && leader != null
                && leader.isAlive()
                && leader.isLeading()
                && !leader.isForeign()
                && world.time.nowMs() > world.late.lastMs()
                && away.containsAll(state.hosts().keySet())
                && leader.phase() == (away.isEmpty() ? ClusterPhase.STARTED : ClusterPhase.DEGRADED)
                && state.isAnnounced()
                && isLetGo(state.restraints(), away)
                && (state.change() == null || state.change().status().isOver())
                && world.components.areDroppedDown()
                && world.components.allJoined(away);
    }

    /** Nothing is held back; what was drained is back, but for what waits for a host that never comes. */
    private static boolean isLetGo(Restraints restraints, List<HostName> away) {
        return !restraints.isFrozen()
                && restraints.maintenance().isEmpty()
                && restraints.locks().isEmpty()
                && restraints.drained().keySet().stream().allMatch(id -> away.contains(id.host()));
    }

    /** What is decided and not stored yet, an order of the storm for example, has still to happen. */
    private boolean isStoring() {
        SimCoordinator leader = world.election.holder();
        return leader != null && leader.isAlive() && leader.isStoring();
    }

    /** An operator's Ctrl-C, of which nobody else has heard yet. */
    private static boolean isLeaving(Machine machine) {
        SimAgent agent = machine.agent;
        return agent != null && agent.isInterrupted();
    }

    /** After a stop: on the hosts that it reached nothing runs any more. */
    private boolean isQuiet() {
        return world.operator.reached().stream()
                .allMatch(host -> world.machine(host).processes().isEmpty());
    }

    private void atTheEnd() {
        if (!isThere()) {
            throw new Violation(Invariant.CALM_STAYS_CALM, "it was there and is not any more: " + state());
        }
        DurableState state = world.store.state();
        if (!world.operator.isFinished() && state != null) {
            CopyChecks.areEverywhere(world, state);
            if (world.balancer.isWholeOut()) {
                throw new Violation(Invariant.PAIRED, "the whole cluster is out of its balancer for good");
            }
        }
    }

    private String describe() {
        String files = world.shape.files().stream().map(Simulation::describe).collect(Collectors.joining(" | "));
        return files + "; coordinators " + world.shape.coordinators() + "; late " + world.late + "; " + world.timing;
    }

    private static String describe(ClusterSpec spec) {
        return spec.hosts().values().stream()
                .map(h -> h.name() + " " + h.roles().keySet())
                .collect(Collectors.joining(", "));
    }

    private String state() {
        SimCoordinator leader = world.election.holder();
        String lead = leader == null
                ? "nobody leads"
                : leader.machine.name + (leader.isLeading() ? " leads, " + leader.phase() : " is about to lead");
        String hosts = world.shape.hosts().stream().map(this::state).collect(Collectors.joining("; "));
        return lead + "; " + hosts;
    }

    private String state(HostName host) {
        SimAgent agent = world.machine(host).agent;
        return host + ": " + (agent == null ? "no agent" : Words.observations(agent.observations()));
    }
}
