package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand.Ending;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Starts what is down, and now and then stops a host or the cluster; repeats a request until it is stored. */
final class Operator {

    private static final long AGAIN_MS = 700;

    /** How often the operator looks for hosts that nobody should wait for. */
    static final long SKIPS_EVERY_MS = 3_000;

    private final World world;
    private final Set<HostName> hostStops = new HashSet<>();
    private final Set<HostName> left = new HashSet<>();
    private final Set<HostName> skipped = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();
    private final Set<HostName> reached = new HashSet<>();
    private long starts = 1;
    private int requests;
    private boolean stopAsked;
    private boolean finished;
    private boolean startAgain;
    private boolean startPending;

    Operator(World world) {
        this.world = world;
    }

    /** How often the cluster was started; no run has a higher number. */
    long starts() {
        return starts;
    }

    boolean hasAskedToStop() {
        return stopAsked;
    }

    boolean hasAskedToStop(HostName host) {
        return hostStops.contains(host);
    }

    /** Whether that host was ever to be done without. */
    boolean hasSkipped(HostName host) {
        return skipped.contains(host);
    }

    /** Whether the cluster is stopped, as its operator wanted. */
    boolean isFinished() {
        return finished;
    }

    /** Hosts whose agents ended on the last stop of the cluster. */
    Set<HostName> reached() {
        return reached;
    }

    /** Whether a request waits for its answer, or for its time. */
    boolean isBusy() {
        return requests > 0;
    }

    /** Takes up work. */
    void begin(long stormMs) {
        for (Machine machine : world.machines()) {
            world.time.after(world.chance.between(0, 4_000), () -> care(machine));
        }
        if (!world.late.mayBeAbsent(world.shape) || world.skipsAnybody) {
            world.time.after(SKIPS_EVERY_MS, this::skipHosts);
        }
        world.time.after(world.chance.between(1_000, 4_000), this::lookForFailures);
        if (world.chance.oneIn(2)) {
            HostName host = world.chance.pick(world.shape.hosts());
            requests++;
            world.time.after(world.chance.between(0, stormMs), () -> stopHost(host, true));
        }
        if (world.chance.oneIn(5)) {
            boolean again = world.chance.oneIn(2);
            requests++;
            world.time.after(world.chance.between(0, stormMs), () -> stopCluster(again, true));
        }
    }

    /** Looks after one machine for ever. */
    private void care(Machine machine) {
        machine.powerOn();
        noticeTheStop();
        if (!finished) {
            boolean hosts = world.shape.coordinators().contains(machine.name);
            if (hosts && machine.coordinator == null) {
                machine.coordinator = new SimCoordinator(world, machine);
            }
            boolean ended = stopAsked && left.contains(machine.name);
            boolean away = world.late.isAway(machine.name, world.time.nowMs());
            if (machine.agent == null && !ended && !away) {
                left.remove(machine.name);
                machine.agent = new SimAgent(world, machine);
            }
        }
        world.time.after(world.chance.between(200, world.faults.isStormy() ? 6_000 : 800), () -> care(machine));
    }

    /** A supervisor of the machine's own starts the agent again. */
    void restartAtOnce(Machine machine) {
        if (machine.isUp() && machine.agent == null && !finished && !stopAsked) {
            machine.agent = new SimAgent(world, machine);
        }
    }

    /** The stop was stored, but whoever led did not live to end: the operator sees it in the store. */
    private void noticeTheStop() {
        DurableState state = world.store.state();
        boolean done = state != null && state.intent() == RunIntent.STOPPED && state.run() == starts;
        SimCoordinator leader = world.election.holder();
        if (done && !finished && (leader == null || !leader.isAlive())) {
            finish();
        }
    }

    // --- the preflight

    /** What a machine lacks for ever is ignored, some time from now. */
    void willIgnore(HostName host, String check, long afterMs) {
        requests++;
        world.time.after(afterMs, () -> ignore(host, check));
    }

    private void ignore(HostName host, String check) {
        requests--;
        DurableState state = world.store.state();
        boolean stored = state != null
                && state.ignoredChecks().getOrDefault(host, new TreeSet<>()).contains(check);
        if (stored || finished && !willStartAgain()) {
            return;
        }
        SimCoordinator leader = leader();
        if (leader != null) {
            world.transcript.line("OPERATOR", () -> "doctor " + host + " --ignore " + check);
            ignored.add(host + " " + check);
            leader.post(
                    0, () -> leader.accept(new CoordinatorEvent.IgnoreCheckRequested(1, host, check, "the operator")));
        }
        willIgnore(host, check, AGAIN_MS);
    }

    /** Whether somebody has ever asked for that. */
    boolean hasIgnored(HostName host, String check) {
        return ignored.contains(host + " " + check);
    }

    // --- trying again

    /** Has tried again what was given up, when it sees that; and now and then something that did not need it. For ever. */
    private void lookForFailures() {
        SimCoordinator leader = leader();
        ClusterView view = leader == null ? null : leader.view();
        if (leader != null && view != null) {
            List<ComponentId> failed = failed(view);
            boolean needed = !failed.isEmpty() && (!world.faults.isStormy() || world.chance.oneIn(2));
            if (needed || world.chance.oneIn(4)) {
                retry(leader, world.chance.pick(needed ? failed : world.components.ids()));
            }
        }
        world.time.after(world.chance.between(300, world.faults.isStormy() ? 6_000 : 1_000), this::lookForFailures);
    }

    private static List<ComponentId> failed(ClusterView view) {
        return view.hosts().stream()
                .flatMap(host -> host.components().stream()
                        .filter(component -> component.observation().gaveUp())
                        .map(component -> new ComponentId(host.name(), component.role())))
                .toList();
    }

    private void retry(SimCoordinator leader, ComponentId id) {
        boolean everywhere = world.chance.oneIn(4);
        boolean whole = world.chance.oneIn(3);
        world.transcript.line("OPERATOR", () -> "retry " + (everywhere ? "--all" : whole ? id.host() : id));
        leader.post(
                0,
                () -> leader.accept(new CoordinatorEvent.RetryRequested(
                        0, everywhere ? null : id.host(), everywhere || whole ? null : id.role(), "the operator")));
    }

    // --- stopping

    private void stopHost(HostName host, boolean first) {
        requests--;
        DurableState state = world.store.state();
        if (!first && state != null && state.hosts().containsKey(host) || stopAsked) {
            world.faults.orderStored();
            return;
        }
        SimCoordinator leader = leader();
        if (leader != null && state != null) {
            world.transcript.line("OPERATOR", () -> "stop -h " + host);
            hostStops.add(host);
            leader.post(0, () -> leader.accept(new CoordinatorEvent.StopHostRequested(1, host, Changer.WHO, "")));
        }
        requests++;
        world.time.after(AGAIN_MS, () -> stopHost(host, leader == null));
    }

    /** Hosts that never come and that the file requires are skipped; now and then somebody who is only away for a moment is, too. */
    private void skipHosts() {
        DurableState state = world.store.state();
        SimCoordinator leader = leader();
        if (leader != null && state != null && !stopAsked && !finished) {
            List<HostName> hosts = new ArrayList<>();
            if (!world.late.mayBeAbsent(world.shape)) {
                hosts.addAll(world.late.never());
            }
            if (world.skipsAnybody && world.faults.isStormy()) {
                hosts.add(world.chance.pick(world.shape.hosts()));
            }
            hosts.forEach(host -> skip(leader, state, host));
        }
        world.time.after(SKIPS_EVERY_MS, this::skipHosts);
    }

    private void skip(SimCoordinator leader, DurableState state, HostName host) {
        boolean isSkipped = state.absent().containsKey(host);
        if (isSkipped && world.faults.isStormy() && world.chance.oneIn(4)) {
            world.transcript.line("OPERATOR", () -> "host unskip " + host);
            leader.post(0, () -> leader.accept(new CoordinatorEvent.UnskipHostRequested(1, host, "the operator")));
        } else if (!isSkipped) {
            world.transcript.line("OPERATOR", () -> "host skip " + host);
            skipped.add(host);
            leader.post(0, () -> leader.accept(new CoordinatorEvent.SkipHostRequested(1, host, "the operator", true)));
        }
    }

    private void stopCluster(boolean again, boolean first) {
        requests--;
        DurableState state = world.store.state();
        if (finished || !first && state != null && state.intent() != RunIntent.RUNNING) {
            return;
        }
        SimCoordinator leader = leader();
        if (leader != null && state != null) {
            world.transcript.line("OPERATOR", () -> "stop");
            startAgain |= again;
            stopAsked = true;
            leader.post(0, () -> leader.accept(new CoordinatorEvent.StopClusterRequested(1, Changer.WHO, "")));
        }
        requests++;
        world.time.after(AGAIN_MS, () -> stopCluster(again, leader == null));
    }

    private @Nullable SimCoordinator leader() {
        SimCoordinator holder = world.election.holder();
        return holder != null && holder.isLeading() && !world.store.isForeign() ? holder : null;
    }

    /** The stop is told to be complete, and these hosts were there. */
    void reachedByStop(List<HostName> hosts) {
        reached.clear();
        reached.addAll(hosts);
    }

    /** A coordinator ends because the cluster is stopped. */
    void finished(Machine machine) {
        world.transcript.line("OPERATOR", () -> "sees that the cluster is stopped");
        SimCoordinator last = machine.coordinator;
        if (last != null) {
            machine.coordinator = null;
            last.die();
            last.connections().forEach(c -> c.closeByCoordinator(false));
        }
        finish();
    }

    private void finish() {
        finished = true;
        world.machines().forEach(Machine::killCoordinator);
        if (startAgain) {
            startAgain = false;
            startPending = true;
            world.time.after(world.chance.between(500, 5_000), this::start);
        }
    }

    private void start() {
        world.transcript.line("OPERATOR", () -> "starts the cluster again");
        starts++;
        startPending = false;
        stopAsked = false;
        finished = false;
        hostStops.clear();
        left.clear();
    }

    /** Whether the cluster is to be started again after its stop. */
    boolean willStartAgain() {
        return startAgain || startPending;
    }

    /** An agent has ended by itself. */
    void agentEnded(Machine machine, Ending ending) {
        if (ending == Ending.REFUSED) {
            throw new Violation(Invariant.NOBODY_TURNED_AWAY, "the agent of " + machine.name + " was refused for good");
        }
        left.add(machine.name);
    }
}
