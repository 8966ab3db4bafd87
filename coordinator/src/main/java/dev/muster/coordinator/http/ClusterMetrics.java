package dev.muster.coordinator.http;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.coordinator.http.ClusterControl.Figures;
import dev.muster.coordinator.http.Exposition.Type;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster in numbers. Their count does not grow with the hosts: which host it is tells {@code /v1/cluster}. What only the
 * leader knows is left out by the others, so that a sum over all coordinators counts it once.
 */
final class ClusterMetrics {

    private static final double MS = 1e-3;

    private ClusterMetrics() {}

    static void write(Figures figures, Exposition out) {
        out.number(
                "muster_leader",
                Type.GAUGE,
                "Whether this coordinator leads.",
                bit(figures.duty().leading()));
        out.number(
                "muster_ready",
                Type.GAUGE,
                "Whether this coordinator leads, or follows one that does.",
                bit(figures.duty().trouble() == null));
        out.number(
                "muster_store_connected",
                Type.GAUGE,
                "Whether the store answers this coordinator.",
                bit(figures.duty().storeConnected()));
        out.number(
                "muster_agent_connections",
                Type.GAUGE,
                "Connections to the port for agents, sessions or not.",
                figures.connections());
        out.numbers(
                "muster_agent_connections_closed_total",
                Type.COUNTER,
                "Connections to the port for agents that have ended, by reason.",
                "reason",
                figures.connectionsClosed());
        out.numbers(
                "muster_messages_ignored_total",
                Type.COUNTER,
                "What agents said and was ignored or refused, by reason.",
                "reason",
                figures.ignored());
        ClusterView view = figures.view();
        if (view != null) {
            write(figures, view, out);
        }
    }

    private static void write(Figures figures, ClusterView view, Exposition out) {
        out.number(
                "muster_leader_epoch",
                Type.GAUGE,
                "Number of this leadership.",
                view.epoch().value());
        out.number(
                "muster_definition_revision",
                Type.GAUGE,
                "Number of the definition in force.",
                view.generation().value());
        out.numbers(
                "muster_cluster_state", Type.GAUGE, "1 for the state that the cluster is in.", "state", phase(view));
        out.numbers(
                "muster_cluster_state_seconds_total",
                Type.COUNTER,
                "How long the cluster has been in each state under this leadership.",
                "state",
                seconds(figures));
        out.number(
                "muster_agent_sessions",
                Type.GAUGE,
                "Hosts whose agent is welcomed and connected.",
                figures.sessions());
        out.number(
                "muster_agent_heartbeat_age_max_seconds",
                Type.GAUGE,
                "Since when the longest silent of the registered agents has said nothing.",
                figures.heartbeatAgeMaxMs() * MS);
        out.numbers("muster_hosts", Type.GAUGE, "Hosts of the definition, by state.", "state", hosts(view));
        components(view, out);
        out.numbers(
                "muster_component_restarts",
                Type.GAUGE,
                "How often agents have tried components again since those agents began, by role.",
                "role",
                restarts(view));
        out.numbers("muster_problems", Type.GAUGE, "What is wrong now, by code.", "code", problems(view));
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    private static Map<String, Integer> phase(ClusterView view) {
        Map<String, Integer> phases = new LinkedHashMap<>();
        for (ClusterPhase each : ClusterPhase.values()) {
            phases.put(word(each), bit(each == view.phase()));
        }
        return phases;
    }

    private static Map<String, Double> seconds(Figures figures) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (ClusterPhase each : ClusterPhase.values()) {
            seconds.put(word(each), figures.phaseMs().getOrDefault(each, 0L) * MS);
        }
        return seconds;
    }

    private static Map<String, Long> hosts(ClusterView view) {
        Map<String, Long> hosts = new LinkedHashMap<>();
        for (AgentStatus each : AgentStatus.values()) {
            hosts.put(
                    word(each),
                    view.hosts().stream().filter(host -> host.status() == each).count());
        }
        return hosts;
    }

    /** Each kind in each state, the zeroes too: what is missing from a graph could mean anything. */
    private static void components(ClusterView view, Exposition out) {
        TreeMap<String, Map<ComponentState, Integer>> kinds = new TreeMap<>();
        TreeMap<String, Integer> joined = new TreeMap<>();
        view.hosts().stream().flatMap(host -> host.components().stream()).forEach(component -> {
            kinds.computeIfAbsent(component.kind(), kind -> new TreeMap<>())
                    .merge(component.observation().state(), 1, Integer::sum);
            joined.merge(component.kind(), bit(component.observation().isJoined()), Integer::sum);
        });
        out.begin("muster_components", Type.GAUGE, "Components of the definition, by kind and state.");
        kinds.forEach((kind, states) -> {
            for (ComponentState state : ComponentState.values()) {
                Map<String, String> labels = new LinkedHashMap<>();
                labels.put("kind", kind);
                labels.put("state", word(state));
                out.sample("muster_components", labels, states.getOrDefault(state, 0));
            }
        });
        out.numbers(
                "muster_components_joined",
                Type.GAUGE,
                "Components that work and that their peers see, by kind.",
                "kind",
                joined);
    }

    private static Map<String, Integer> restarts(ClusterView view) {
        TreeMap<String, Integer> restarts = new TreeMap<>();
        for (ClusterView.HostView host : view.hosts()) {
            for (ComponentView component : host.components()) {
                restarts.merge(component.role().value(), component.observation().restarts(), Integer::sum);
            }
        }
        return restarts;
    }

    private static Map<String, Integer> problems(ClusterView view) {
        TreeMap<String, Integer> problems = new TreeMap<>();
        view.problems().forEach(problem -> problems.merge(problem.failure().code(), 1, Integer::sum));
        return problems;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
