package dev.muster.common.model.view;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster at one moment. Ages are milliseconds before that moment, so no reader needs the coordinator's clock.
 *
 * @param name of the cluster
 * @param id of the cluster
 * @param phase where it is
 * @param phaseAgeMs since when
 * @param generation of the definition in force
 * @param epoch of the coordinator
 * @param coordinator the host it runs on
 * @param hosts in the order of the file
 * @param problems everything that is wrong, most important first
 * @param endpoints how each role is used
 * @param change the change that goes on, or the last one that did; null before the first
 */
public record ClusterView(
        ClusterName name,
        ClusterId id,
        ClusterPhase phase,
        long phaseAgeMs,
        Generation generation,
        Epoch epoch,
        HostName coordinator,
        List<HostView> hosts,
        List<Problem> problems,
        List<Endpoint> endpoints,
        @Nullable ChangeView change) {

    /** One that was never changed. */
    public ClusterView(
            ClusterName name,
            ClusterId id,
            ClusterPhase phase,
            long phaseAgeMs,
            Generation generation,
            Epoch epoch,
            HostName coordinator,
            List<HostView> hosts,
            List<Problem> problems,
            List<Endpoint> endpoints) {
        this(name, id, phase, phaseAgeMs, generation, epoch, coordinator, hosts, problems, endpoints, null);
    }

    public ClusterView {
        hosts = List.copyOf(hosts);
        problems = List.copyOf(problems);
        endpoints = List.copyOf(endpoints);
    }

    /** The same with these hosts. */
    public ClusterView withHosts(List<HostView> others) {
        return new ClusterView(
                name, id, phase, phaseAgeMs, generation, epoch, coordinator, others, problems, endpoints, change);
    }

    public long componentCount() {
        return hosts.stream().mapToLong(h -> h.components().size()).sum();
    }

    /** Those that can be counted on: who is leaving is still joined, and does not count. */
    public long componentsJoined() {
        return hosts.stream()
                .flatMap(h -> h.components().stream())
                .filter(ComponentView::isReady)
                .count();
    }

    public long hostsReady() {
        return hosts.stream().filter(h -> h.status() == AgentStatus.REGISTERED).count();
    }

    /**
     * One host.
     *
     * @param name its key in the file
     * @param status of its agent
     * @param statusAgeMs since when
     * @param address that its agent connects from; empty before the first session
     * @param agentPid of the agent's process; 0 before the first session
     * @param components in the order of the roles' names
     * @param missing why it is not there; null when it is, or when nothing is known about that
     */
    public record HostView(
            HostName name,
            AgentStatus status,
            long statusAgeMs,
            String address,
            long agentPid,
            List<ComponentView> components,
            @Nullable Missing missing) {
        public HostView {
            components = List.copyOf(components);
        }

        /** One of which nothing is known why it would be missing. */
        public HostView(
                HostName name,
                AgentStatus status,
                long statusAgeMs,
                String address,
                long agentPid,
                List<ComponentView> components) {
            this(name, status, statusAgeMs, address, agentPid, components, null);
        }

        /** The same with why it is missing. */
        public HostView missing(Missing why) {
            return new HostView(name, status, statusAgeMs, address, agentPid, components, why);
        }
    }

    /**
     * One component.
     *
     * @param role the role it serves
     * @param kind its definition
     * @param version that is wanted
     * @param goal what is wanted of it now; null while its turn has not come
     * @param observation the last that was heard; its state is UNKNOWN while the host is lost
     * @param stateAgeMs since when it has been in this state
     * @param heardAgeMs when the agent last spoke of it
     * @param waitsFor why its turn has not come, for people; empty when it has
     */
    public record ComponentView(
            Role role,
            String kind,
            String version,
            @Nullable GoalState goal,
            Observation observation,
            long stateAgeMs,
            long heardAgeMs,
            String waitsFor) {

        /** What a component waits for whose own host has not passed its preflight yet. */
        public static final String OWN_PREFLIGHT = "its host's preflight";

        /** What the others wait for; the host's name follows. */
        public static final String PREFLIGHT_OF = "the preflight of ";

        /** Whether it gives up its place among the others; it runs, and may still be joined. */
        public boolean isLeaving() {
            return goal == GoalState.LEFT && observation.state().isAlive();
        }

        /** Whether it works, its peers see it, and it is to stay. */
        public boolean isReady() {
            return observation.isJoined() && !isLeaving();
        }
    }

    /** Something wrong, and where; the failure says what to do. */
    public record Problem(@Nullable HostName host, @Nullable Role role, Failure failure, long ageMs) {}
}
