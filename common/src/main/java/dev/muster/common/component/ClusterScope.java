package dev.muster.common.component;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.util.AbstractList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The facts of a whole cluster as the names of docs/adding-a-component.md; made once, used for every host. */
final class ClusterScope {

    private final ClusterSpec spec;
    private final ClusterFacts facts;
    private final Map<Role, Map<HostName, ResolvedSettings>> settings = new TreeMap<>();
    private final Map<Role, List<Map<String, Object>>> hosts = new TreeMap<>();
    private final Map<Role, Map<HostName, Integer>> positions = new TreeMap<>();
    private final Map<Role, List<Map<String, Object>>> seeds = new TreeMap<>();
    private final Map<Role, Long> present = new TreeMap<>();
    private final Map<String, Object> shared = new TreeMap<>();

    ClusterScope(ComponentCatalog catalog, ClusterSpec spec, ClusterFacts facts) {
        this.spec = spec;
        this.facts = facts;
        TreeSet<Role> roles = new TreeSet<>(catalog.roles());
        roles.addAll(spec.roles());
        roles.forEach(role -> addRole(catalog, role));
        shared.put("cluster", cluster(everywhere()));
        shared.put("hosts", byName(hosts));
    }

    private void addRole(ComponentCatalog catalog, Role role) {
        Optional<ComponentDefinition> definition = catalog.serving(spec, role);
        List<HostSpec> members = spec.hostsWith(role);
        Map<HostName, ResolvedSettings> resolved = new HashMap<>();
        Map<HostName, Integer> position = new HashMap<>();
        for (HostSpec member : members) {
            position.put(member.name(), position.size());
            definition.ifPresent(d -> resolved.put(member.name(), catalog.settings(d, spec, member, role)));
        }
        settings.put(role, resolved);
        positions.put(role, position);
        List<Map<String, Object>> items =
                members.stream().map(member -> item(role, member)).toList();
        hosts.put(role, items);
        present.put(
                role,
                members.stream()
                        .filter(member -> !facts.absent().contains(member.name()))
                        .count());
        int count = definition.map(d -> d.start().seedsOf(items.size())).orElse(0);
        seeds.put(role, seedsOf(role, items, count));
    }

    private List<Map<String, Object>> seedsOf(Role role, List<Map<String, Object>> items, int count) {
        List<HostName> stored = facts.seeds().get(role);
        if (stored == null) {
            return items.subList(0, count);
        }
        Map<HostName, Integer> position = positions.getOrDefault(role, Map.of());
        return stored.stream()
                .map(position::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.naturalOrder())
                .map(items::get)
                .toList();
    }

    private Map<String, Object> item(Role role, HostSpec member) {
        Map<String, Object> item = describe(member);
        ResolvedSettings resolved = resolved(role, member.name());
        item.put("settings", resolved == null ? Map.of() : resolved.nestedForOthers());
        return item;
    }

    private static Map<String, Object> describe(HostSpec host) {
        HostName reachable = reachable(host);
        Map<String, Object> described = new TreeMap<>();
        described.put("name", host.name().value());
        described.put("address", reachable.value());
        described.put("inUrl", reachable.inUrl());
        return described;
    }

    private static HostName reachable(HostSpec host) {
        return HostName.parse(host.reachableAt()).orElse(host.name());
    }

    /** The settings of a component; null when its role is served by nothing, or the host does not have it. */
    @Nullable
    ResolvedSettings resolved(Role role, HostName host) {
        return settings.getOrDefault(role, Map.of()).get(host);
    }

    boolean isLoopback() {
        return spec.hosts().values().stream().allMatch(host -> reachable(host).isLoopback());
    }

    /** The ensemble that all hosts reach alike; empty when they do not. */
    private String everywhere() {
        Set<String> servers = Set.copyOf(facts.zookeeper().values());
        boolean alike = servers.size() == 1
                && facts.zookeeper().keySet().containsAll(spec.hosts().keySet());
        return alike ? servers.iterator().next() : "";
    }

    private Map<String, Object> cluster(String zookeeper) {
        return new TreeMap<>(Map.of(
                "name",
                spec.name().value(),
                "id",
                facts.id().value(),
                "loopback",
                isLoopback(),
                "hasZookeeper",
                !zookeeper.isEmpty(),
                "zookeeper",
                zookeeper,
                "secure",
                false));
    }

    private Map<String, Object> firsts(Role own) {
        Map<String, Object> firsts = new TreeMap<>();
        hosts.forEach((role, items) -> items.stream().findFirst().ifPresent(item -> {
            firsts.put(role.value(), item);
            if (role.equals(own)) {
                firsts.put("members", item);
            }
        }));
        return firsts;
    }

    private static Map<String, Object> byName(Map<Role, ?> byRole) {
        Map<String, Object> named = new TreeMap<>();
        byRole.forEach((role, value) -> named.put(role.value(), value));
        return named;
    }

    /** What is the same on every host of a role. */
    Scope ofRole(ComponentDefinition definition, Role role) {
        Map<String, Object> root = new LinkedHashMap<>(shared);
        root.put("kind", definition.kind());
        root.put("version", definition.identity().version());
        root.put("role", Map.of("name", role.value(), "formed", facts.formed().contains(role)));
        root.put("members", hosts.getOrDefault(role, List.of()));
        root.put("first", firsts(role));
        root.put("seeds", seeds.getOrDefault(role, List.of()));
        root.put("count", counts(role));
        return new Scope(root);
    }

    /** Counts per role, of those that the run does not go on without; {@code members} are the hosts of {@code own}, {@code others} those besides one's own. */
    private Map<String, Object> counts(Role own) {
        Map<String, Object> counts = new TreeMap<>();
        present.forEach((role, count) -> counts.put(role.value(), count));
        long members = present.getOrDefault(own, 0L);
        counts.put("members", members);
        counts.put("others", Math.max(0L, members - 1));
        return counts;
    }

    /** What is known of one component before its software, its Java and its directory are chosen. */
    Map<String, Object> ofHost(ComponentDefinition definition, Role role, HostSpec host, AgentFacts machine) {
        Map<String, Object> root = ofHost(definition, role, host);
        root.put("machine", machine(machine));
        return root;
    }

    /** The same, before the machine has said what it is like. */
    Map<String, Object> ofHost(ComponentDefinition definition, Role role, HostSpec host) {
        Map<String, Object> root = ofRole(definition, role).root();
        List<Map<String, Object>> all = hosts.getOrDefault(role, List.of());
        int position = positions.getOrDefault(role, Map.of()).getOrDefault(host.name(), 0);
        Map<String, Object> item = all.get(position);
        List<Map<String, Object>> ownSeeds = seeds.getOrDefault(role, List.of());
        List<Map<String, Object>> others = new Without(all, position);
        Map<String, Object> described = describe(host);
        described.put("seed", ownSeeds.contains(item));
        described.put("literal", reachable(host).isIpv4() || reachable(host).isIpv6());
        root.put("host", described);
        root.put("cluster", cluster(facts.zookeeper().getOrDefault(host.name(), "")));
        ResolvedSettings own = resolved(role, host.name());
        root.put("settings", own == null ? Map.of() : own.nested());
        root.put("others", others);
        ownSeeds.stream()
                .filter(seed -> !seed.equals(item))
                .findFirst()
                .or(() -> others.stream().findFirst())
                .ifPresent(peer -> root.put("peer", peer));
        return root;
    }

    private static Map<String, Object> machine(AgentFacts machine) {
        return Map.of(
                "processors",
                (long) machine.processors(),
                "memory",
                new Size(machine.memoryBytes()),
                "mapCountMax",
                machine.mapCountMax(),
                "openFilesMax",
                machine.openFilesMax());
    }

    /** A list without one of its elements, and without a copy: with 10,000 hosts, each has 9,999 others. */
    private static final class Without extends AbstractList<Map<String, Object>> {
        private final List<Map<String, Object>> all;
        private final int left;

        Without(List<Map<String, Object>> all, int left) {
            this.all = all;
            this.left = left;
        }

        @Override
        public Map<String, Object> get(int index) {
            return all.get(index < left ? index : index + 1);
        }

        @Override
        public int size() {
            return all.size() - 1;
        }
    }
}
