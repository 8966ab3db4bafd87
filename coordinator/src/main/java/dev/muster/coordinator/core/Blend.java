package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Settings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Clusters between two definitions: while a change goes on, what is there is neither what the one says nor what the other does. */
final class Blend {

    private Blend() {}

    /** {@code spec}, and in addition some components of {@code other}, as they are there. */
    static ClusterSpec with(ClusterSpec spec, Collection<ComponentId> added, ClusterSpec other) {
        if (added.isEmpty()) {
            return spec;
        }
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>(spec.hosts());
        SortedMap<Role, ComponentSpec> components = new TreeMap<>(spec.components());
        for (ComponentId id : added) {
            HostSpec there = other.host(id.host()).orElseThrow();
            HostSpec host = hosts.getOrDefault(
                    id.host(),
                    new HostSpec(there.name(), there.address(), false, there.labels(), there.vars(), new TreeMap<>()));
            SortedMap<Role, Settings> roles = new TreeMap<>(host.roles());
            roles.put(id.role(), there.roles().getOrDefault(id.role(), Settings.NONE));
            hosts.put(id.host(), withRoles(host, roles));
            ComponentSpec component = other.components().get(id.role());
            if (component != null && !spec.roles().contains(id.role())) {
                components.put(id.role(), component);
            }
        }
        return of(spec, spec.settings(), components, hosts);
    }

    /** {@code spec} less some of its components; hosts stay. */
    static ClusterSpec without(ClusterSpec spec, Predicate<ComponentId> isLeftOut) {
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>();
        boolean same = true;
        for (HostSpec host : spec.hosts().values()) {
            SortedMap<Role, Settings> roles = new TreeMap<>(host.roles());
            same &= !roles.keySet().removeIf(role -> isLeftOut.test(new ComponentId(host.name(), role)));
            hosts.put(host.name(), withRoles(host, roles));
        }
        return same ? spec : of(spec, spec.settings(), spec.components(), hosts);
    }

    /** The components of {@code spec} with the settings that {@code older} has of them; what is new to it stays as it is. */
    static ClusterSpec asBefore(ClusterSpec spec, ClusterSpec older) {
        SortedMap<Role, ComponentSpec> components = new TreeMap<>(spec.components());
        components.keySet().removeAll(older.roles());
        components.putAll(older.components());
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>();
        for (HostSpec host : spec.hosts().values()) {
            HostSpec before = older.hosts().get(host.name());
            SortedMap<Role, Settings> roles = new TreeMap<>(host.roles());
            if (before != null) {
                roles.replaceAll((role, settings) -> before.roles().getOrDefault(role, settings));
            }
            hosts.put(
                    host.name(),
                    before == null
                            ? host
                            : new HostSpec(
                                    host.name(),
                                    before.address(),
                                    host.standby(),
                                    before.labels(),
                                    host.vars(),
                                    roles));
        }
        return of(spec, older.settings(), components, hosts);
    }

    private static ClusterSpec of(
            ClusterSpec spec,
            Settings settings,
            SortedMap<Role, ComponentSpec> components,
            Map<HostName, HostSpec> hosts) {
        return new ClusterSpec(spec.name(), settings, components, hosts, spec.require(), spec.vars(), spec.balancer());
    }

    private static HostSpec withRoles(HostSpec host, SortedMap<Role, Settings> roles) {
        return new HostSpec(host.name(), host.address(), host.standby(), host.labels(), host.vars(), roles);
    }
}
