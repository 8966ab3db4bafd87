package dev.muster.common.component;

import dev.muster.common.component.LaunchTemplate.EndpointTemplate;
import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One component definition, parsed and checked: a kind of component and everything that is special about it. */
public final class ComponentDefinition {

    private final Identity identity;
    private final InstallSource install;
    private final SortedMap<String, SettingDefinition> settings;
    private final StartRules start;
    private final LaunchTemplate launch;
    private final List<EndpointTemplate> endpoints;
    private final @Nullable MetricsPage metrics;

    ComponentDefinition(
            Identity identity,
            InstallSource install,
            SortedMap<String, SettingDefinition> settings,
            StartRules start,
            LaunchTemplate launch,
            List<EndpointTemplate> endpoints,
            @Nullable MetricsPage metrics) {
        this.identity = identity;
        this.install = install;
        this.settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        this.start = start;
        this.launch = launch;
        this.endpoints = List.copyOf(endpoints);
        this.metrics = metrics;
    }

    /**
     * Who it is.
     *
     * @param kind its name, for example {@code cassandra}
     * @param title for people, for example {@code Apache Cassandra}
     * @param role that it serves by default; null when it serves only where cluster.json names its kind
     * @param version that runs unless another one is asked for
     * @param java that it works with; null when it needs none
     * @param origin where it is written
     */
    public record Identity(
            String kind,
            String title,
            @Nullable Role role,
            String version,
            @Nullable JavaRange java,
            String origin) {}

    /**
     * Where it shows metrics in Prometheus' format.
     *
     * @param port name of one of its ports
     * @param path with a slash at its beginning
     */
    record MetricsPage(String port, String path) {}

    public Identity identity() {
        return identity;
    }

    public String kind() {
        return identity.kind();
    }

    /** The same, for use by its kind only. */
    ComponentDefinition withoutRole() {
        Identity alone = new Identity(
                identity.kind(), identity.title(), null, identity.version(), identity.java(), identity.origin());
        return new ComponentDefinition(alone, install, settings, start, launch, endpoints, metrics);
    }

    public InstallSource install() {
        return install;
    }

    /** By name. */
    public SortedMap<String, SettingDefinition> settings() {
        return settings;
    }

    public StartRules start() {
        return start;
    }

    LaunchTemplate launch() {
        return launch;
    }

    List<EndpointTemplate> endpoints() {
        return endpoints;
    }

    /** Null when it has none. */
    @Nullable
    MetricsPage metrics() {
        return metrics;
    }

    @Override
    public String toString() {
        return identity.kind() + " " + identity.version() + " (" + identity.origin() + ")";
    }
}
