package dev.muster.simulation;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cluster of one run.
 *
 * @param files what cluster.json may say, all of the same hosts: number 1 is what it says at first; in the others some hosts have a role
 *     more, or one less
 * @param rules of all roles, as the built-in definitions have them: workers after their master, one kind one at a time with seeds first, one
 *     kind together with a fact to agree on
 * @param coordinators hosts that run a coordinator; the master first
 */
record Shape(List<ClusterSpec> files, SortedMap<Role, RoleRules> rules, List<HostName> coordinators) {

    /** The fact on which the nodes of the role index must agree. */
    static final String AGREED = "cluster_uuid";

    /** How many different files there are. */
    static final int FILES = 3;

    private static final List<Role> WORKING = List.of(Role.COMPUTE, Role.BACKEND, Role.INDEX);
    private static final Hook HOOK = new Hook(List.of("/bin/true"), 1_000, "sim");
    private static final int HOSTS_MAX = 7;
    private static final int STANDBYS_MAX = 2;

    static Shape of(Chance chance) {
        int hosts = 1 + Math.min(chance.below(HOSTS_MAX), chance.below(HOSTS_MAX));
        int master = chance.below(hosts);
        LinkedHashMap<HostName, HostSpec> specs = new LinkedHashMap<>();
        for (int i = 0; i < hosts; i++) {
            HostName name = HostName.of("host-" + (char) ('a' + i));
            TreeMap<Role, Settings> roles = new TreeMap<>();
            if (i == master) {
                roles.put(Role.MASTER, Settings.NONE);
            }
            if (!chance.oneIn(3) || i != master) {
                roles.put(chance.pick(List.of(Role.COMPUTE, Role.BACKEND, Role.INDEX)), Settings.NONE);
            }
            if (chance.oneIn(2)) {
                roles.put(chance.pick(List.of(Role.COMPUTE, Role.BACKEND, Role.INDEX)), Settings.NONE);
            }
            boolean standby = i != master && chance.oneIn(4);
            TreeMap<String, String> labels = new TreeMap<>(Map.of("rack", "rack-" + i % 2));
            specs.put(name, new HostSpec(name, null, standby, labels, roles));
        }
        ClusterSpec spec = new ClusterSpec(new ClusterName("sim"), new TreeMap<>(), specs);
        List<ClusterSpec> files = new ArrayList<>(List.of(spec));
        while (files.size() < FILES) {
            files.add(changed(chance, spec));
        }
        return new Shape(files, rules(1 + chance.below(2)), coordinators(spec));
    }

    /** The same cluster.json after somebody has given a host or two another role, or taken one. Now and then only its text differs. */
    private static ClusterSpec changed(Chance chance, ClusterSpec first) {
        LinkedHashMap<HostName, HostSpec> hosts = new LinkedHashMap<>(first.hosts());
        for (int changes = chance.below(3); changes > 0; changes--) {
            HostSpec host = chance.pick(List.copyOf(hosts.values()));
            TreeMap<Role, Settings> roles = new TreeMap<>(host.roles());
            Role role = chance.pick(WORKING);
            boolean dropped = roles.size() > 1 && roles.remove(role) != null;
            if (!dropped) {
                roles.put(role, Settings.NONE);
            }
            hosts.put(host.name(), new HostSpec(host.name(), host.address(), host.standby(), host.labels(), roles));
        }
        return new ClusterSpec(first.name(), first.components(), hosts);
    }

    /** The host that runs the coordinator, and those that may take over. */
    private static List<HostName> coordinators(ClusterSpec spec) {
        List<HostName> names = new ArrayList<>();
        names.add(spec.master().name());
        spec.hosts().values().stream()
                .filter(HostSpec::standby)
                .limit(STANDBYS_MAX)
                .forEach(h -> names.add(h.name()));
        return names;
    }

    private static SortedMap<Role, RoleRules> rules(int backendSeeds) {
        TreeMap<Role, RoleRules> rules = new TreeMap<>();
        for (Role role : List.of(Role.MASTER, Role.COMPUTE, Role.BACKEND, Role.INDEX)) {
            boolean backend = role.equals(Role.BACKEND);
            SortedSet<Role> after = role.equals(Role.COMPUTE) ? new TreeSet<>(Set.of(Role.MASTER)) : new TreeSet<>();
            SortedSet<String> agree = role.equals(Role.INDEX) ? new TreeSet<>(Set.of(AGREED)) : new TreeSet<>();
            StartStrategy strategy = backend ? StartStrategy.ONE_AT_A_TIME : StartStrategy.TOGETHER;
            rules.put(
                    role,
                    new RoleRules(role, "sim", "1", after, strategy, backend ? backendSeeds : 0, agree, List.of()));
        }
        return rules;
    }

    private static Balancer balancer(Collection<Role> behind, Role checked, boolean asWhole) {
        return new Balancer(
                new TreeSet<>(behind),
                new Balancer.Scripts(HOOK, HOOK),
                null,
                new TreeMap<>(Map.of(checked, HOOK)),
                asWhole ? new Balancer.Scripts(HOOK, HOOK) : null);
    }

    /**
     * The same with as many files more, which lie on no machine but are applied: some of them also say how large the components of
     * a role are. Those that machines are started with say nothing of that, because what runs before a start is announced is not restarted
     * for another file (docs/changing-a-cluster.md).
     */
    Shape tuned(Chance chance) {
        List<ClusterSpec> tuned = new ArrayList<>(files);
        for (int i = 0; i < files.size(); i++) {
            ClusterSpec file = files.get(i);
            if (!chance.oneIn(4)) {
                file = shrunk(chance, file);
            }
            tuned.add(file);
            if (chance.oneIn(2)) {
                Role role = chance.pick(file.roles());
                Settings size = new Settings(new TreeMap<>(Map.of("size", new Setting(Integer.toString(i), "sim"))));
                TreeMap<Role, ComponentSpec> components = new TreeMap<>(file.components());
                components.put(role, new ComponentSpec(role, null, null, size));
                tuned.set(
                        files.size() + i,
                        new ClusterSpec(file.name(), file.settings(), components, file.hosts(), file.require()));
            }
        }
        if (chance.oneIn(2)) {
            Balancer balancer = balancer(
                    chance.oneIn(2) ? WORKING : List.of(chance.pick(WORKING)), chance.pick(WORKING), chance.oneIn(2));
            tuned.replaceAll(file -> new ClusterSpec(
                    file.name(),
                    file.settings(),
                    file.components(),
                    file.hosts(),
                    file.require(),
                    file.vars(),
                    balancer));
        }
        return new Shape(tuned, rules, coordinators);
    }

    /**
     * The same, now and then with a role that has a pair. What machines are started with says that the primary one is in use; the files
     * that are applied say this or that.
     */
    Shape paired(Chance chance) {
        if (chance.oneIn(2)) {
            return this;
        }
        Role role = chance.pick(WORKING);
        Hook warm = chance.oneIn(8) ? null : HOOK;
        List<ClusterSpec> paired = new ArrayList<>();
        for (ClusterSpec file : files) {
            boolean isStartedWith = paired.size() < FILES;
            Pair.Side uses = isStartedWith || chance.oneIn(4) ? Pair.Side.PRIMARY : Pair.Side.SECONDARY;
            TreeMap<Role, ComponentSpec> components = new TreeMap<>(file.components());
            ComponentSpec old = components.get(role);
            components.put(
                    role,
                    new ComponentSpec(
                            role,
                            null,
                            null,
                            old == null ? Settings.NONE : old.settings(),
                            new Pair(uses, store("one"), store("other"), warm)));
            paired.add(new ClusterSpec(
                    file.name(),
                    file.settings(),
                    components,
                    file.hosts(),
                    file.require(),
                    file.vars(),
                    file.balancer()));
        }
        return new Shape(paired, rules, coordinators);
    }

    private static Settings store(String name) {
        return new Settings(new TreeMap<>(Map.of("store", new Setting(name, "sim"))));
    }

    /** Somebody has taken a role that holds data from some of its hosts. */
    private static ClusterSpec shrunk(Chance chance, ClusterSpec file) {
        LinkedHashMap<HostName, HostSpec> hosts = new LinkedHashMap<>(file.hosts());
        hosts.replaceAll((name, host) -> {
            TreeMap<Role, Settings> roles = new TreeMap<>(host.roles());
            if (roles.size() > 1 && !chance.oneIn(3)) {
                roles.remove(chance.oneIn(2) ? Role.BACKEND : Role.INDEX);
            }
            return new HostSpec(name, host.address(), host.standby(), host.labels(), roles);
        });
        return new ClusterSpec(file.name(), file.settings(), file.components(), hosts, file.require());
    }

    /** The same, with what the files require. */
    Shape requiring(SortedMap<Role, Requirement> require) {
        List<ClusterSpec> requiring = files.stream()
                .map(file -> new ClusterSpec(
                        file.name(),
                        file.settings(),
                        file.components(),
                        file.hosts(),
                        require,
                        file.vars(),
                        file.balancer()))
                .toList();
        return new Shape(requiring, rules, coordinators);
    }

    /** What cluster.json number {@code file} says, counted from 1. */
    ClusterSpec spec(long file) {
        return files.get((int) file - 1);
    }

    /** The rules of the roles that it has. */
    SortedMap<Role, RoleRules> rules(long file) {
        TreeMap<Role, RoleRules> used = new TreeMap<>(rules);
        used.keySet().retainAll(spec(file).roles());
        return used;
    }

    List<HostName> hosts() {
        return List.copyOf(spec(1).hosts().keySet());
    }

    /** The rules of a role that some host has. */
    RoleRules rule(Role role) {
        return Objects.requireNonNull(rules.get(role));
    }
}
