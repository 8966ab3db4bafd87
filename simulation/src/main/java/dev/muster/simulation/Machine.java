package dev.muster.simulation;

import dev.muster.agent.core.AgentDurable;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.coordinator.store.KnownCluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One machine: its disk, its processes, and perhaps an agent and a coordinator of ours. */
final class Machine {

    final HostName name;
    private final World world;
    private final TreeMap<LaunchId, SimProcess> processes = new TreeMap<>();
    private boolean up = true;
    private long boots = 1;
    private long lastPid;
    private long foreignPids;
    private long agentsStarted;
    private long wallJumpMs;
    private long diskFullUntilMs;
    private @Nullable AgentDurable journal;
    private @Nullable PendingWrite pending;

    /** Which cluster.json lies here: files with different numbers differ. */
    long file = 1;

    /** What a coordinator here knows of its cluster. */
    @Nullable
    KnownCluster known;

    /** What a coordinator here has really met, whatever it has kept. */
    @Nullable
    KnownCluster met;

    /** The copy of the cluster's definition that lies here. */
    @Nullable
    DefinitionCopy copy;

    @Nullable
    SimAgent agent;

    @Nullable
    SimCoordinator coordinator;

    Machine(World world, HostName name) {
        this.world = world;
        this.name = name;
    }

    boolean isUp() {
        return up;
    }

    /** A coordinator here has led this cluster, or stored something of it. */
    void met(KnownCluster cluster) {
        met = cluster;
        known = world.variation.keeps(cluster);
    }

    AgentFacts facts() {
        return new AgentFacts(
                "0.1.0",
                name + "-boot-" + boots,
                agentsStarted,
                "/var/muster/" + name,
                "/var/muster/store",
                List.of(name.value()),
                List.of(),
                null,
                4,
                8_000_000_000L,
                65_536,
                262_144);
    }

    // --- the disk

    @Nullable
    AgentDurable journal() {
        return journal;
    }

    /** Takes the journal over for the next agent, at once and for good. */
    AgentDurable takeOverJournal() {
        agentsStarted++;
        long wallMs = 1_000_000_000 + world.time.nowMs() + wallJumpMs;
        AgentDurable last = journal;
        AgentDurable taken =
                last == null ? AgentDurable.fresh(new Incarnation(wallMs)) : world.variation.takeOver(last, wallMs);
        journal = taken;
        return taken;
    }

    /** Writes the journal; takes a while, and a crash meanwhile leaves the old one or the new one. */
    void write(SimAgent writer, AgentDurable state, Runnable stored) {
        PendingWrite write = new PendingWrite(state);
        pending = write;
        writer.post(world.faults.diskMs(), () -> {
            if (world.time.nowMs() < diskFullUntilMs) {
                journal = world.variation.keepsStateOnFullDisk() ? journal : null;
                write(writer, state, stored);
                return;
            }
            pending = null;
            journal = state;
            stored.run();
        });
    }

    /** Keeps a copy of the definition; false when the disk is full. */
    boolean keep(DefinitionCopy next) {
        if (world.time.nowMs() < diskFullUntilMs) {
            return false;
        }
        CopyChecks.kept(name, copy, next);
        copy = next;
        return true;
    }

    /** Nothing can be written for a while; what is there stays. */
    void fillDisk(long forMs) {
        diskFullUntilMs = world.time.nowMs() + forMs;
    }

    void freeDisk() {
        diskFullUntilMs = 0;
    }

    /** Somebody sets the wall clock. */
    void jumpClock(long byMs) {
        wallJumpMs += byMs;
    }

    private void settlePendingWrite() {
        PendingWrite write = pending;
        pending = null;
        if (write != null && world.time.nowMs() >= diskFullUntilMs && world.chance.oneIn(2)) {
            journal = write.state;
        }
    }

    /** Whether one of our processes here is. */
    boolean isPaused() {
        SimAgent ours = agent;
        SimCoordinator its = coordinator;
        return ours != null && ours.isPaused() || its != null && its.isPaused();
    }

    // --- its processes

    Collection<SimProcess> processes() {
        return processes.values();
    }

    @Nullable
    SimProcess process(LaunchId launch) {
        return processes.get(launch);
    }

    /** Whether that pid is alive, whoever's it is. */
    boolean isAnybody(long pid) {
        return pid != 0 && pid <= foreignPids || processes.values().stream().anyMatch(p -> p.pid == pid);
    }

    SimProcess start(SimProcess.Kind kind) {
        SimProcess process = new SimProcess(world, this, kind, ++lastPid);
        world.checks.launching(process);
        processes.put(kind.launch(), process);
        return process;
    }

    void ended(SimProcess process) {
        processes.remove(process.kind.launch());
    }

    // --- power

    /** The agent's process is killed: the kernel closes its connections, and everything else runs on. */
    void killAgent() {
        killAgent(world.chance.oneIn(2));
    }

    /** The same; {@code restLost} is whether what it said last is lost. */
    void killAgent(boolean restLost) {
        SimAgent killed = agent;
        if (killed != null) {
            agent = null;
            killed.settleLaunches();
            killed.die();
            settlePendingWrite();
            killed.closeConnection(restLost);
        }
    }

    void killCoordinator() {
        SimCoordinator killed = coordinator;
        if (killed != null) {
            coordinator = null;
            killed.die();
            killed.connections().forEach(c -> c.closeByCoordinator(world.chance.oneIn(2)));
        }
    }

    void powerOff() {
        up = false;
        SimAgent lostAgent = agent;
        if (lostAgent != null) {
            agent = null;
            lostAgent.die();
            settlePendingWrite();
            lostAgent.vanishConnection();
        }
        SimCoordinator lostCoordinator = coordinator;
        if (lostCoordinator != null) {
            coordinator = null;
            lostCoordinator.die();
            lostCoordinator.connections().forEach(Connection::vanishCoordinator);
        }
        new ArrayList<>(processes.values()).forEach(SimProcess::vanish);
    }

    /** After a reboot pids start anew, and the first belong to others: an old pid may well be alive again. */
    void powerOn() {
        if (!up) {
            up = true;
            boots++;
            foreignPids = world.chance.between(0, 20);
            lastPid = foreignPids;
        }
    }

    private record PendingWrite(AgentDurable state) {}
}
