package dev.muster.coordinator.core;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.ClusterSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** Renders one component for one host. A pure function: the same arguments always give the same plan. */
public interface Planner {

    /** @param spec the cluster that the component is, or is to be, a part of */
    Planned plan(ClusterSpec spec, HostName host, Role role, AgentFacts facts, Formation formation);

    /**
     * What the cluster remembers of how it was formed.
     *
     * @param cluster its identity
     * @param seeds of each role that has seeds
     * @param formed roles that must not be bootstrapped again
     * @param absent hosts that the run goes on without
     */
    record Formation(
            ClusterId cluster,
            SortedMap<Role, List<HostName>> seeds,
            SortedSet<Role> formed,
            SortedSet<HostName> absent) {}

    /** A plan, or why there is none. */
    sealed interface Planned {}

    /** The plan. */
    record Ready(LaunchPlan plan) implements Planned {}

    /** No plan, for example because no suitable Java is on the machine. */
    record Impossible(Failure failure) implements Planned {}
}
