package dev.muster.coordinator.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.view.ClusterView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One group of targets as <a href="https://prometheus.io/docs/prometheus/latest/http_sd/">Prometheus' HTTP service discovery</a>
 * reads it. Labels that begin with two underscores tell it where to ask; it keeps the others.
 */
@JsonPropertyOrder({"targets", "labels"})
record TargetDocument(List<String> targets, Map<String, String> labels) {

    /** Those components that are to run now: one that is stopped on purpose is no alarm. */
    static List<TargetDocument> of(ClusterView view, List<MetricsTarget> all) {
        Set<ComponentId> wanted = view.hosts().stream()
                .flatMap(host -> host.components().stream()
                        .filter(component -> component.goal() == GoalState.RUNNING)
                        .map(component -> new ComponentId(host.name(), component.role())))
                .collect(Collectors.toUnmodifiableSet());
        return all.stream()
                .filter(target -> wanted.contains(target.component()))
                .map(target -> of(view, target))
                .toList();
    }

    private static TargetDocument of(ClusterView view, MetricsTarget target) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("__scheme__", "http");
        labels.put("__metrics_path__", target.path());
        labels.put("muster_cluster", view.name().value());
        labels.put("muster_host", target.component().host().value());
        labels.put("muster_role", target.component().role().value());
        labels.put("muster_kind", target.kind());
        return new TargetDocument(List.of(HostName.of(target.address()).inUrl() + ":" + target.port()), labels);
    }
}
