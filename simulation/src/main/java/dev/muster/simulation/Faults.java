package dev.muster.simulation;

import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.coordinator.store.KnownCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that goes wrong, for a while; then nothing does. */
final class Faults {

    /** Troubles of one component, so that faults alone never reach the flap limit. */
    private static final int TROUBLES_MAX = 4;

    final NetworkFaults network;
    private final World world;
    private final Map<ComponentId, Integer> troubles = new HashMap<>();
    private final int gapMaxMs;
    private boolean stormy = true;
    private long diskSlowUntilMs;

    Faults(World world) {
        this.world = world;
        this.network = new NetworkFaults(world);
        this.gapMaxMs = world.chance.pick(List.of(600, 1_500, 4_000, 1_000_000));
    }

    boolean isStormy() {
        return stormy;
    }

    /** Whether trouble strikes this component now, once in {@code times}. */
    boolean strikes(ComponentId id, int times) {
        boolean strikes = stormy && gapMaxMs < 1_000_000 && world.chance.oneIn(times);
        return strikes && troubles.merge(id, 1, Integer::sum) <= TROUBLES_MAX;
    }

    long diskMs() {
        return world.chance.between(1, world.time.nowMs() < diskSlowUntilMs ? 700 : 6);
    }

    /** One fault, and the next after a while. */
    void storm() {
        world.time.after(world.chance.between(50, gapMaxMs), () -> {
            if (stormy) {
                strike();
                storm();
            }
        });
    }

    /** All faults are over. */
    void calm() {
        // the last fault of all: only the agents can put it right
        forgettable().filter(process -> world.chance.oneIn(3)).forEach(this::forget);
        stormy = false;
        diskSlowUntilMs = 0;
        world.network.calm();
        bringStoreBack();
        world.store.calm();
        world.ailments.calm();
        for (Machine machine : world.machines()) {
            machine.freeDisk();
            machine.powerOn();
            machine.processes().forEach(SimProcess::heal);
        }
        world.transcript.line("WORLD", () -> "all faults are over");
    }

    private void strike() {
        Machine machine = world.chance.pick(world.machines());
        int kind = world.chance.below(25);
        if (kind < 4) {
            component(machine);
        } else if (kind < 9) {
            agent(machine, kind);
        } else if (kind < 12) {
            network.partition(machine.name);
        } else if (kind < 16) {
            coordinator(kind);
        } else if (kind < 19) {
            slowness(kind);
        } else if (kind == 19) {
            tell("power cut on " + machine.name);
            machine.powerOff();
        } else {
            administration(machine, kind);
        }
    }

    private void component(Machine machine) {
        List<SimProcess> running = List.copyOf(machine.processes());
        if (running.isEmpty()) {
            return;
        }
        SimProcess process = world.chance.pick(running);
        if (process.mayBeForgotten() && world.chance.oneIn(3)) {
            forget(process);
        } else if (world.chance.oneIn(3)) {
            long forMs = world.chance.between(500, 20_000);
            tell(process.kind.id() + " is sick for " + forMs + " ms");
            process.sicken(forMs);
        } else if (strikes(process.kind.id(), 1)) {
            process.exit(1);
        }
    }

    private Stream<SimProcess> forgettable() {
        return world.machines().stream()
                .flatMap(machine -> machine.processes().stream())
                .filter(SimProcess::mayBeForgotten)
                .toList()
                .stream();
    }

    private void forget(SimProcess process) {
        if (strikes(process.kind.id(), 1)) {
            tell("the master has forgotten " + process.kind.id());
            process.forget();
        }
    }

    /** A new master does not know the workers of the last one: most register again by themselves, some do not. */
    void begunToWork(SimProcess process) {
        if (stormy && process.kind.id().role().equals(Role.MASTER)) {
            forgettable().filter(other -> world.chance.oneIn(4)).forEach(this::forget);
        }
    }

    private void agent(Machine machine, int kind) {
        SimAgent agent = machine.agent;
        if (agent == null || agent.isPaused()) {
            return;
        }
        if (kind < 6) {
            tell("kill -9 of the agent on " + machine.name);
            machine.killAgent();
            if (world.chance.oneIn(2)) {
                world.time.after(world.chance.between(10, 300), () -> world.operator.restartAtOnce(machine));
            }
        } else if (kind == 6) {
            agent.leave(world.chance.oneIn(2) ? Departure.STOP_COMPONENTS : Departure.LEAVE_RUNNING);
        } else if (kind == 7) {
            long forMs = world.chance.between(100, 3 * world.timing.leaseMs());
            tell("the agent on " + machine.name + " is paused for " + forMs + " ms");
            agent.pause(forMs);
        } else {
            network.reset();
        }
    }

    /** An operator's order is stored: now and then whoever leads does not live to see it through. */
    void orderStored() {
        SimCoordinator leader = world.election.holder();
        if (stormy && leader != null && world.chance.oneIn(2)) {
            world.time.after(world.chance.between(1, 3_000), () -> {
                if (leader.isAlive() && stormy) {
                    tell("kill -9 of the coordinator on " + leader.machine.name + ", in the middle of an order");
                    leader.machine.killCoordinator();
                }
            });
        }
    }

    /** What people and other programs do to a machine. */
    private void administration(Machine machine, int kind) {
        if (kind == 20) {
            long forMs = world.chance.between(500, 3 * world.timing.leaseMs());
            tell("the disk of " + machine.name + " is full for " + forMs + " ms");
            machine.fillDisk(forMs);
        } else if (kind == 21) {
            long byMs = world.chance.between(-7_200_000, 7_200_000);
            tell("the clock of " + machine.name + " jumps by " + byMs / 1000 + " s");
            machine.jumpClock(byMs);
        } else if (kind == 22) {
            changeFile(machine);
        } else if (kind == 23) {
            SimCoordinator leader = world.election.holder();
            if (leader != null && !leader.isPaused()) {
                network.ownNetwork(leader);
            }
        } else {
            foreignStore();
        }
    }

    /** An operator edits cluster.json, and mostly starts the coordinator again so that it is used. */
    private void changeFile(Machine machine) {
        SimCoordinator leader = world.election.holder();
        Machine where = leader != null && world.chance.oneIn(2) ? leader.machine : machine;
        where.file = world.chance.between(1, Shape.FILES);
        tell("the cluster.json of " + where.name + " is now number " + where.file);
        if (world.chance.oneIn(2)) {
            where.killCoordinator();
        }
    }

    /** The store's data are wiped or old for a while. Agents that never were of the cluster could not tell, so not before they are. */
    private void foreignStore() {
        boolean everybodyKnows = world.machines().stream()
                .map(Machine::journal)
                .allMatch(journal -> journal != null && journal.cluster() != null);
        if (!everybodyKnows || world.store.state() == null || world.store.isForeign()) {
            return;
        }
        // a machine that never led knows no epoch, so an old copy is recognised where one machine leads alone
        List<HostName> coordinators = world.shape.coordinators();
        KnownCluster met = world.machine(coordinators.get(0)).met;
        if (coordinators.size() == 1 && world.store.hasCopyOlderThan(met) && world.chance.oneIn(2)) {
            tell("the store is put back from an old copy");
            world.store.putOldCopyBack();
        } else {
            tell("the store is wiped");
            world.store.wipe();
        }
        world.election.move(world.chance.between(0, world.timing.leaseMs()));
        world.time.after(world.chance.between(500, 15_000), this::bringStoreBack);
    }

    private void bringStoreBack() {
        if (world.store.isForeign()) {
            tell("the store's own data are back");
            world.store.bringBack();
            world.election.move(0);
        }
    }

    private void coordinator(int kind) {
        SimCoordinator leader = world.election.holder();
        if (leader == null || leader.isPaused()) {
            return;
        }
        boolean hasRival = world.shape.coordinators().size() > 1;
        if (kind == 12 && !hasRival) {
            tell("kill -9 of the coordinator on " + leader.machine.name);
            leader.machine.killCoordinator();
        } else if (kind == 13) {
            long forMs = world.chance.between(100, 3 * world.timing.leaseMs());
            tell("the coordinator on " + leader.machine.name + " is paused for " + forMs + " ms");
            leader.pause(forMs);
        } else if (kind == 14 || kind == 12) {
            tell("the lead moves away from " + leader.machine.name);
            world.election.move(world.chance.between(0, 4 * world.timing.leaseMs()));
            // agents that lose their connections now may meet the new leader and then the old one again
            for (int i = 0; i < 4 * world.shape.hosts().size(); i++) {
                world.time.after(world.chance.between(0, 2 * world.timing.leaseMs()), network::reset);
            }
        } else {
            tell("the agent and the coordinator of " + leader.machine.name + " are killed");
            leader.machine.killCoordinator();
            leader.machine.killAgent();
        }
    }

    private void slowness(int kind) {
        long forMs = world.chance.between(500, 6_000);
        if (kind == 16) {
            tell("the store does not answer for " + forMs + " ms");
            world.store.down(forMs);
        } else if (kind == 17) {
            tell("store and disks are slow for " + forMs + " ms");
            world.store.slow(forMs);
            diskSlowUntilMs = world.time.nowMs() + forMs;
        } else {
            tell("the network is slow for " + forMs + " ms");
            world.network.slow(forMs);
        }
    }

    void tell(String what) {
        world.transcript.line("WORLD", () -> what);
    }
}
