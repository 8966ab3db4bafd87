package dev.muster.common.spec;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.spec.HostEntry.Use;
import dev.muster.common.spec.HostMerge.Merged;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** From the tree to the definition: reads the parts in the order in which they depend on each other, and goes on after problems. */
final class SpecChecker {

    private final SourceText source;
    private final Problems problems;
    private final TreeSet<String> knownRoles = new TreeSet<>();

    private final Set<Role> formed;

    /** @param formed roles whose hosts form a cluster of their own */
    SpecChecker(SourceText source, Problems problems, Set<Role> knownRoles, Set<Role> formed) {
        this.source = source;
        this.problems = problems;
        this.formed = formed;
        knownRoles.forEach(role -> this.knownRoles.add(role.value()));
    }

    /** The definition; worth nothing when there are errors among the problems. */
    Optional<ClusterSpec> check(Obj root) {
        Layout layout = Layout.of(root, knownRoles, problems);
        ComponentsReader reader = new ComponentsReader(source, problems, knownRoles);
        ClusterName name = reader.clusterName(layout.cluster());
        Settings settings = reader.clusterSettings(layout.cluster());
        SortedMap<Role, ComponentSpec> components = reader.components(layout.components());
        Settings defaults = reader.defaults(layout.defaults());
        components.values().forEach(each -> reader.pairs().alsoIn("\"defaults\"", each.role(), each.pair(), defaults));

        HostEntryReader entryReader = new HostEntryReader(source, problems, reader.roles());
        Map<String, HostEntry> groups = groups(layout.groups(), entryReader);
        HostTable table = hosts(layout.hosts(), groups, entryReader);
        List<Merged> merged = merged(table, new HostMerge(groups, defaults));

        ClusterRules rules = new ClusterRules(merged, problems);
        rules.check();
        if (layout.isComplete()) {
            boolean masterWasMeant = entryReader.isMasterMisspelt() || table.isMasterLost();
            someHostAndMaster(root, layout, merged, rules.hasMaster() || masterWasMeant);
        }
        SortedMap<Role, Requirement> require =
                new RequireReader(problems, reader.roles(), formed).read(layout.require(), merged);
        SortedMap<String, String> vars = new VarsReader(problems).read(layout.vars());
        BalancerReader balancerReader = new BalancerReader(source, problems, reader.roles());
        Balancer balancer = balancerReader.read(layout.balancer());
        if (problems.errors() > 0) {
            return Optional.empty();
        }
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>();
        merged.forEach(host -> hosts.put(host.spec().name(), host.spec()));
        ClusterSpec spec = new ClusterSpec(name, settings, components, hosts, require, vars, balancer);
        new BalancerRules(spec, balancerReader, reader.pairs().used(), problems).check();
        return Optional.of(spec);
    }

    private Map<String, HostEntry> groups(@Nullable Member member, HostEntryReader reader) {
        Map<String, HostEntry> groups = new LinkedHashMap<>();
        Values values = new Values(problems);
        Optional<Obj> object = member == null
                ? Optional.empty()
                : values.object(member, "\"groups\": {\"worker\": {\"compute\": true}}");
        if (object.isEmpty()) {
            return groups;
        }
        for (Member group : UniqueKeys.of(object.get(), problems, ProblemCode.KEY_TWICE, "group")
                .values()) {
            values.object(group, Quoted.of(group.name()) + ": {\"compute\": true}")
                    .ifPresent(content -> groups.put(group.name(), reader.read(group, content)));
        }
        for (HostEntry group : groups.values()) {
            if (group.use() != null && !group.use().isEmpty()) {
                Span at = group.use().get(0).at();
                problems.add(
                        ProblemCode.UNKNOWN_GROUP, at, "a group cannot use groups", "list them in the host's \"use\"");
            }
        }
        return groups;
    }

    private HostTable hosts(List<Member> members, Map<String, HostEntry> groups, HostEntryReader reader) {
        HostTable table = new HostTable(problems);
        Set<String> used = new HashSet<>();
        for (Member member : members) {
            if (member.value() instanceof Obj object) {
                HostEntry entry = reader.read(member, object);
                List<Use> use = entry.use() == null ? List.of() : entry.use();
                use.forEach(u -> used.add(u.group()));
                use.stream().filter(u -> !groups.containsKey(u.group())).forEach(u -> unknownGroup(u, groups));
                table.add(member, entry);
            } else {
                String message = "host " + Quoted.of(member.name()) + " needs an object of roles, not "
                        + member.value().described();
                problems.add(
                        ProblemCode.HOST_NOT_AN_OBJECT, member.value(), message, "for example {\"compute\": true}");
            }
        }
        groups.forEach((name, group) -> {
            if (!used.contains(name)) {
                String message = "no host uses the group " + Quoted.of(name);
                problems.add(ProblemCode.GROUP_UNUSED, group.at(), message, "");
            }
        });
        return table;
    }

    private void unknownGroup(Use use, Map<String, HostEntry> groups) {
        String otherwise =
                groups.isEmpty() ? "the file has no \"groups\"" : "groups are " + Suggestion.some(groups.keySet());
        String hint = problems.isFull() ? "" : Suggestion.hint(use.group(), groups.keySet(), otherwise);
        problems.add(ProblemCode.UNKNOWN_GROUP, use.at(), "unknown group " + Quoted.of(use.group()), hint);
    }

    private List<Merged> merged(HostTable table, HostMerge merge) {
        List<Merged> merged = new ArrayList<>();
        for (var claim : table.claims().entrySet()) {
            Optional<Merged> host = merge.merge(claim.getKey(), claim.getValue());
            if (host.isEmpty()) {
                String message =
                        "settings, roles, labels and variables of all hosts are more than " + HostMerge.COST_MAX;
                Span at = claim.getValue().nearest().at();
                problems.add(
                        ProblemCode.TOO_MUCH, at, message, "settings of a role for all hosts stand in \"components\"");
                return merged;
            }
            merged.add(host.get());
        }
        return merged;
    }

    private void someHostAndMaster(Obj root, Layout layout, List<Merged> merged, boolean masterIsThere) {
        if (layout.hosts().isEmpty()) {
            problems.add(ProblemCode.NO_HOSTS, root, "the file has no host", JsonTreeReader.emptyHint());
        } else if (!masterIsThere) {
            String example = merged.isEmpty()
                    ? ""
                    : ", for example to " + merged.get(0).spec().name();
            problems.add(
                    ProblemCode.NO_MASTER,
                    root,
                    "no host has the role \"master\"",
                    "add \"master\": true to exactly one host" + example);
        }
    }
}
