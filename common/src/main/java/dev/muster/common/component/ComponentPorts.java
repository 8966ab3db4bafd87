package dev.muster.common.component;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The ports that components will listen on, and the probes that ask there, as their definitions name them: known before any machine has said what it is like. */
public final class ComponentPorts {

    private final ComponentCatalog catalog;
    private final ClusterSpec spec;
    private final ClusterScope scopes;

    public ComponentPorts(ComponentCatalog catalog, ClusterSpec spec) {
        this.catalog = catalog;
        this.spec = spec;
        this.scopes = new ClusterScope(catalog, spec, ClusterFacts.unformed(new ClusterId("unformed")));
    }

    /** Those of one component; empty when its definition names none, or cannot say them without facts of the machine. */
    public List<Port> of(HostSpec host, Role role) {
        return said(host, role, (parts, launch) -> parts.ports(launch.ports()));
    }

    /** How one component is asked whether it is ready; empty when its definition cannot say that without facts of the machine. */
    public List<Probe> probes(HostSpec host, Role role) {
        return said(host, role, (parts, launch) -> parts.probes(launch.probes()));
    }

    private <T> List<T> said(HostSpec host, Role role, BiFunction<PlanParts, LaunchTemplate, List<T>> what) {
        Optional<ComponentDefinition> definition = catalog.serving(spec, role);
        if (definition.isEmpty()) {
            return List.of();
        }
        String address = HostName.parse(host.reachableAt()).orElse(host.name()).value();
        try {
            Scope scope = new Scope(scopes.ofHost(definition.get(), role, host));
            PlanParts parts = new PlanParts(
                    scope, "", address, definition.get().identity().origin());
            return what.apply(parts, definition.get().launch());
        } catch (CannotRender e) {
            return List.of();
        }
    }

    /** The numbers of those of one component, by their names. */
    public SortedMap<String, Integer> numbers(HostSpec host, Role role) {
        SortedMap<String, Integer> numbers = new TreeMap<>();
        of(host, role).forEach(port -> numbers.put(port.name(), port.number()));
        return numbers;
    }
}
