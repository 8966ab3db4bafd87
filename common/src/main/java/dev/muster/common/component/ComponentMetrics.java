package dev.muster.common.component;

import dev.muster.common.component.ComponentDefinition.MetricsPage;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.MetricsTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where components show metrics of their own, as their definitions name it. */
public final class ComponentMetrics {

    private ComponentMetrics() {}

    /** Of all components of {@code spec} whose definition names it, in the order of the file and of the roles' names. */
    public static List<MetricsTarget> of(ComponentCatalog catalog, ClusterSpec spec) {
        ComponentPorts ports = new ComponentPorts(catalog, spec);
        List<MetricsTarget> targets = new ArrayList<>();
        for (ComponentId id : spec.componentIds()) {
            HostSpec host = spec.host(id.host()).orElseThrow();
            catalog.serving(spec, id.role())
                    .flatMap(definition -> target(id, definition, ports.of(host, id.role())))
                    .ifPresent(targets::add);
        }
        return List.copyOf(targets);
    }

    private static Optional<MetricsTarget> target(ComponentId id, ComponentDefinition definition, List<Port> ports) {
        MetricsPage page = definition.metrics();
        return page == null
                ? Optional.empty()
                : ports.stream()
                        .filter(port -> port.name().equals(page.port()))
                        .findFirst()
                        .map(port ->
                                new MetricsTarget(id, definition.kind(), port.address(), port.number(), page.path()));
    }
}
