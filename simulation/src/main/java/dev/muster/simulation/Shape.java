package dev.muster.simulation;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.model.spec.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cluster of one run.
 *
 * @param spec the cluster.json
 * @param rules as the built-in definitions have them: workers after their master, one kind one at a time with seeds first, one
 *     kind together with a fact to agree on
 * @param coordinators hosts that run a coordinator; the master first
 */
record Shape(ClusterSpec spec, SortedMap<Role, RoleRules> rules, List<HostName> coordinators) {

    /** The fact on which the nodes of the role index must agree. */
    static final String AGREED = "cluster_uuid";

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
            specs.put(name, new HostSpec(name, null, standby, new TreeMap<>(), roles));
        }
        ClusterSpec spec = new ClusterSpec(new ClusterName("sim"), new TreeMap<>(), specs);
        return new Shape(spec, rules(spec, 1 + chance.below(2)), coordinators(spec));
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

    static SortedMap<Role, RoleRules> rules(ClusterSpec spec, int backendSeeds) {
        TreeMap<Role, RoleRules> rules = new TreeMap<>();
        for (Role role : spec.roles()) {
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

    List<HostName> hosts() {
        return List.copyOf(spec.hosts().keySet());
    }

    /** The rules of a role that some host has. */
    RoleRules rule(Role role) {
        return Objects.requireNonNull(rules.get(role));
    }

    boolean isSeed(ComponentId id) {
        return spec.hostsWith(id.role()).stream().limit(rule(id.role()).seeds()).anyMatch(host -> host.name()
                .equals(id.host()));
    }
}
