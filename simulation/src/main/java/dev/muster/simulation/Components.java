package dev.muster.simulation;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.coordinator.core.DurableState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What really runs, whatever anybody believes. */
final class Components {

    private final World world;
    private final Set<ComponentId> everWorked = new HashSet<>();
    private final Map<ComponentId, Long> joinedMs = new HashMap<>();
    private final Map<ComponentId, Long> agreedMs = new HashMap<>();
    private final Set<ComponentId> holding = new HashSet<>();
    private final Set<Launch> workedLaunches = new HashSet<>();

    Components(World world) {
        this.world = world;
    }

    /** Those that may run now: of the cluster.json that is in force, and what has not left yet. */
    List<ComponentId> ids() {
        DurableState state = world.store.state();
        return state == null ? world.shape.spec(1).componentIds() : Membership.running(world.shape, state);
    }

    /** Whether a host is a seed of its role: chosen when the role first had hosts, and stored. */
    boolean isSeed(ComponentId id) {
        return seeds(id.role()).contains(id.host());
    }

    List<HostName> seeds(Role role) {
        DurableState state = world.store.state();
        return state == null ? List.of() : state.seeds().getOrDefault(role, List.of());
    }

    /** Whether anything runs that the cluster.json in force does not have. */
    boolean areDroppedDown() {
        List<ComponentId> wanted = ids();
        return world.machines().stream()
                .flatMap(machine -> Stream.concat(running(machine), believed(machine)))
                .allMatch(wanted::contains);
    }

    private static Stream<ComponentId> running(Machine machine) {
        return machine.processes().stream().map(process -> process.kind.id());
    }

    /** What the agent takes for alive: a launch of it may be under way. */
    private static Stream<ComponentId> believed(Machine machine) {
        SimAgent agent = machine.agent;
        return agent == null
                ? Stream.of()
                : agent.observations().stream()
                        .filter(o -> o.state().isAlive())
                        .map(o -> new ComponentId(machine.name, o.role()));
    }

    Stream<SimProcess> running(ComponentId id) {
        return world.machine(id.host()).processes().stream()
                .filter(p -> p.kind.id().equals(id));
    }

    Optional<SimProcess> process(ComponentId id) {
        return running(id).findFirst();
    }

    boolean runs(ComponentId id) {
        return process(id).isPresent();
    }

    boolean allWork(Role role) {
        return ids().stream()
                .filter(id -> id.role().equals(role))
                .allMatch(id -> process(id).map(SimProcess::works).orElse(false));
    }

    /** How many nodes of a role work. */
    long working(Role role) {
        return ids().stream()
                .filter(id -> id.role().equals(role))
                .filter(id -> process(id).map(SimProcess::works).orElse(false))
                .count();
    }

    /** Whether no member of a role that works is still copying its part of the data; of those that are gone others have copies. */
    boolean isSettled(Role role) {
        return ids().stream()
                .filter(id -> id.role().equals(role))
                .flatMap(id -> process(id).stream())
                .allMatch(process -> process.copyingForMs() == 0);
    }

    boolean allJoined(List<HostName> butOf) {
        List<ComponentId> wanted =
                ids().stream().filter(id -> !butOf.contains(id.host())).toList();
        return wanted.stream().allMatch(id -> {
            long peers = wanted.stream()
                    .filter(other -> other.role().equals(id.role()))
                    .count();
            return process(id).map(p -> p.isJoined(peers) && !p.isAlone()).orElse(false);
        });
    }

    /** A node that is no seed begins to work only while a seed works. */
    boolean mayBegin(ComponentId id) {
        return !id.role().equals(Role.BACKEND)
                || isSeed(id)
                || ids().stream()
                        .filter(other -> other.role().equals(Role.BACKEND) && isSeed(other))
                        .anyMatch(seed -> process(seed).map(SimProcess::works).orElse(false));
    }

    void worked(SimProcess process) {
        everWorked.add(process.kind.id());
        if (SimPlanner.leaves(process.kind.id().role())) {
            holding.add(process.kind.id());
        }
        workedLaunches.add(new Launch(process.machine.name, process.kind.launch()));
    }

    boolean hasWorked(HostName host, LaunchId launch) {
        return workedLaunches.contains(new Launch(host, launch));
    }

    /** It has given away what it held. */
    void left(ComponentId id) {
        holding.remove(id);
    }

    /** Whether it holds what nobody else may hold: it has worked, and has not left since. */
    boolean holds(ComponentId id) {
        return holding.contains(id);
    }

    /** A probe has just seen it joined. */
    void seenJoined(ComponentId id, boolean alone) {
        joinedMs.put(id, world.time.nowMs());
        if (!alone) {
            agreedMs.put(id, world.time.nowMs());
        }
    }

    /** How long ago a probe last saw it joined to the one cluster of its role; very long when none ever did. */
    long seenAgreedAgoMs(ComponentId id) {
        return world.time.nowMs() - agreedMs.getOrDefault(id, -1_000_000_000L);
    }

    /** How long ago a probe last saw it joined; very long when none ever did. */
    long seenJoinedAgoMs(ComponentId id) {
        return world.time.nowMs() - joinedMs.getOrDefault(id, -1_000_000_000L);
    }

    boolean hasEverWorked(ComponentId id) {
        return everWorked.contains(id);
    }

    private record Launch(HostName host, LaunchId launch) {}
}
