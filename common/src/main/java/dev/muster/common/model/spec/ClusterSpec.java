package dev.muster.common.model.spec;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole cluster.json, valid and merged. Hosts keep the order of the file: it is the start order.
 *
 * @param name of the cluster
 * @param settings of the cluster itself, for example {@code startTimeout}
 * @param components what each role is made of; roles that the file says nothing about are missing here
 * @param hosts all hosts, in the order of the file; exactly one that is no standby has the role master
 * @param require how many hosts of a role a start needs; a role that is missing here needs all of its hosts
 * @param vars variables of hooks, for every host that has no value of its own
 * @param balancer how members are taken out of their load balancer
 */
public record ClusterSpec(
        ClusterName name,
        Settings settings,
        SortedMap<Role, ComponentSpec> components,
        Map<HostName, HostSpec> hosts,
        SortedMap<Role, Requirement> require,
        SortedMap<String, String> vars,
        Balancer balancer) {

    public ClusterSpec {
        vars = Collections.unmodifiableSortedMap(new TreeMap<>(vars));
        require = Collections.unmodifiableSortedMap(new TreeMap<>(require));
        components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
        long masters = hosts.values().stream().filter(ClusterSpec::isMaster).count();
        if (masters != 1) {
            throw new IllegalArgumentException("a cluster has exactly one master, not " + masters);
        }
    }

    /** A cluster without settings of its own. */
    public ClusterSpec(ClusterName name, SortedMap<Role, ComponentSpec> components, Map<HostName, HostSpec> hosts) {
        this(name, Settings.NONE, components, hosts, new TreeMap<>());
    }

    /** A cluster whose start needs all hosts. */
    public ClusterSpec(
            ClusterName name,
            Settings settings,
            SortedMap<Role, ComponentSpec> components,
            Map<HostName, HostSpec> hosts) {
        this(name, settings, components, hosts, new TreeMap<>());
    }

    /** A cluster without variables and without a load balancer. */
    public ClusterSpec(
            ClusterName name,
            Settings settings,
            SortedMap<Role, ComponentSpec> components,
            Map<HostName, HostSpec> hosts,
            SortedMap<Role, Requirement> require) {
        this(name, settings, components, hosts, require, new TreeMap<>(), Balancer.NONE);
    }

    /** The host that runs the coordinator, the first of them when there are standbys. */
    public HostSpec master() {
        return hosts.values().stream().filter(ClusterSpec::isMaster).findFirst().orElseThrow();
    }

    /** The hosts that run a coordinator: the master, then the standbys in the order of the file. */
    public List<HostSpec> coordinators() {
        return Stream.concat(Stream.of(master()), hosts.values().stream().filter(HostSpec::standby))
                .toList();
    }

    /** Whether all hosts are reached at loopback addresses, and so are one machine. */
    public boolean isOnLoopback() {
        return hosts.values().stream().map(HostSpec::reachableAt).allMatch(HostName::namesLoopback);
    }

    /** The same with the role master on the first standby host too, with the settings of the master's; the same when there is none. */
    public ClusterSpec withMasterOnStandby() {
        Map<HostName, HostSpec> changed = new LinkedHashMap<>(hosts);
        hosts.values().stream().filter(HostSpec::standby).findFirst().ifPresent(host -> {
            SortedMap<Role, Settings> roles = new TreeMap<>(host.roles());
            roles.put(Role.MASTER, master().roles().getOrDefault(Role.MASTER, Settings.NONE));
            changed.put(
                    host.name(), new HostSpec(host.name(), host.address(), true, host.labels(), host.vars(), roles));
        });
        return new ClusterSpec(name, settings, components, changed, require, vars, balancer);
    }

    private static boolean isMaster(HostSpec host) {
        return host.has(Role.MASTER) && !host.standby();
    }

    public Optional<HostSpec> host(HostName name) {
        return Optional.ofNullable(hosts.get(name));
    }

    /** The hosts of a role, in the order of the file; of the role master, the master's host first. */
    public List<HostSpec> hostsWith(Role role) {
        Stream<HostSpec> all = hosts.values().stream().filter(h -> h.has(role));
        return (role.equals(Role.MASTER) ? all.sorted(Comparator.comparing(HostSpec::standby)) : all).toList();
    }

    /** What the file says of a role on a host that has it: for every host of the role, and over that for this one. */
    public Settings settings(HostSpec host, Role role) {
        Settings own = Optional.ofNullable(host.roles().get(role)).orElseThrow();
        return Optional.ofNullable(components.get(role))
                .map(component -> component.effective().overlaidBy(own))
                .orElse(own);
    }

    /** The pair of a role; empty for none. */
    public Optional<Pair> pair(Role role) {
        return Optional.ofNullable(components.get(role)).map(ComponentSpec::pair);
    }

    /** The program that warms up what a role's pair has in use; empty for none. */
    public Optional<Hook> warmUp(Role role) {
        return pair(role).map(Pair::warm);
    }

    /** Every component of every host, hosts in the order of the file. */
    public List<ComponentId> componentIds() {
        return hosts.values().stream()
                .flatMap(host -> host.roles().keySet().stream().map(role -> new ComponentId(host.name(), role)))
                .toList();
    }

    /** Every role that some host has, in the order of their names. */
    public List<Role> roles() {
        return hosts.values().stream()
                .flatMap(host -> host.roles().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
