package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.engine.Core;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.store.KnownCluster;
import java.util.SortedMap;

/** In which way a simulated product is broken on purpose. Everything defaults to the product as it is. */
interface Variation {

    /** The product as it is. */
    Variation NONE = new Variation() {};

    default Core<AgentEvent, AgentCommand, AgentDurable> agent(Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return core;
    }

    default Core<CoordinatorEvent, CoordinatorCommand, DurableState> coordinator(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return core;
    }

    /** The definition that the coordinator is told. */
    default ClusterSpec spec(ClusterSpec spec) {
        return spec;
    }

    /** The rules that the coordinator is told. */
    default SortedMap<Role, RoleRules> rules(SortedMap<Role, RoleRules> rules) {
        return rules;
    }

    /** Whether the store refuses writes of an older epoch. */
    default boolean fencesWrites() {
        return true;
    }

    /** Of the agents that vanish together, from which on the coordinator suspects its own network. */
    default double vanishShare() {
        return 0.5;
    }

    /** The journal as the next agent takes it over, by the product's rule: newer than any before, whatever the clock says. */
    default AgentDurable takeOver(AgentDurable last, long wallMs) {
        long next = Math.max(wallMs, last.incarnation().value() + 1);
        return last.takenOverBy(new Incarnation(next));
    }

    /** Whether a write that a full disk refuses leaves the old content. */
    default boolean keepsStateOnFullDisk() {
        return true;
    }

    /** Whether a coordinator notices that the store is not the one that it knows. */
    default boolean recognisesStores() {
        return true;
    }

    /** What a coordinator's machine keeps of the cluster that it has met. */
    default KnownCluster keeps(KnownCluster met) {
        return met;
    }

    /** Whether an agent takes a process for its own by its pid alone. */
    default boolean adoptsByPidAlone() {
        return false;
    }
}
