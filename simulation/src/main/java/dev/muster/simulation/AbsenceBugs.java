package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.Requirement;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Planted bugs of starts that go on without some hosts. */
final class AbsenceBugs {

    private AbsenceBugs() {}

    /** One host of each role is enough, whatever the file says. */
    static ClusterSpec oneIsEnough(ClusterSpec spec) {
        TreeMap<Role, Requirement> require = new TreeMap<>();
        spec.roles().forEach(role -> require.put(role, Requirement.hosts(1)));
        return new ClusterSpec(spec.name(), spec.settings(), spec.components(), spec.hosts(), require);
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> barrierForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> state.barrierRun = 0);
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> seedsForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> {
            state.seeds = new TreeMap<>();
            state.sown = new TreeSet<>();
        });
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> formedTooSoon(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> state.formed = state.sown);
    }

    /** What runs is looked at as when it was launched, whoever must see it now. */
    static Core<AgentEvent, AgentCommand, AgentDurable> oldProbesKept(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        Set<LaunchId> watched = new HashSet<>();
        return (nowMs, event) -> {
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream()
                            .filter(command ->
                                    !(command instanceof AgentCommand.Watch watch) || watched.add(watch.launch()))
                            .toList(),
                    decision.write());
        };
    }

    /** Who comes late is not listened to. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> lateHostsIgnored(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Set<HostName> absent = new TreeSet<>();
        return (nowMs, event) -> {
            if (event instanceof CoordinatorEvent.HelloReceived said
                    && absent.contains(said.hello().host())) {
                return new Decision<>(List.of(), null);
            }
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            DurableState write = decision.write();
            if (write != null) {
                absent.clear();
                absent.addAll(write.absent().keySet());
            }
            return decision;
        };
    }
}
