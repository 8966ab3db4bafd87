package dev.muster.coordinator.core;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes plans: what another definition, or a wanted restart, would do to the cluster as it is. Decides nothing and changes nothing.
 *
 * <p>A component that both definitions have is restarted when what it is launched from would be another thing by its settings: both are
 * rendered in the same cluster, the new one, with the settings of either. That other hosts come or go changes the files of components
 * too, their lists of peers for example; that is what they find at their next start, and no reason for one.
 */
final class Planning {

    private final CoordinatorCore.World world;
    private final Planner planner;
    private final DurableState durable;
    private final BiFunction<ClusterSpec, ClusterSpec, List<String>> words;
    private final Map<Generation, ClusterSpec> befores = new HashMap<>();

    /** @param words for what two definitions say differently */
    Planning(
            CoordinatorCore.World world,
            Planner planner,
            DurableState durable,
            BiFunction<ClusterSpec, ClusterSpec, List<String>> words) {
        this.words = words;
        this.world = world;
        this.planner = planner;
        this.durable = durable;
    }

    /** What {@code target} would do. */
    ChangePlan of(Definition target, SpecHash hash, Strategy strategy) {
        Generation from = durable.generation();
        boolean isOther = !hash.equals(durable.revision().hash());
        Wanted wanted = new Wanted(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        int unchanged = 0;
        for (ComponentId id : ids(target)) {
            boolean isThere = InForce.has(world.inForce.members(), id)
                    && !DurableState.NOT_JOINED.equals(durable.standing().get(id));
            boolean isToBe = InForce.has(target.spec(), id);
            if (!isThere && !isToBe) {
                continue; // it was to join once, and did not
            } else if (!isThere) {
                wanted.joins.put(id, List.of());
            } else if (!isToBe) {
                wanted.leaves.put(id, List.of());
            } else {
                List<String> why = reasons(target.spec(), id);
                if (why.isEmpty()) {
                    unchanged++;
                } else {
                    wanted.restarts.put(id, why);
                }
            }
        }
        Arrangement arranged = new Arrangement(world, target, strategy, wanted, swaps(target));
        return plan(target, isOther ? from.next() : from, hash, strategy, arranged, unchanged);
    }

    /** What restarting those would do. */
    ChangePlan restarting(Set<ComponentId> components, Strategy strategy) {
        Wanted wanted = new Wanted(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        components.forEach(id -> wanted.restarts.put(id, List.of("asked for")));
        Definition current = world.inForce.current();
        int all = world.inForce.counted().componentIds().size();
        return plan(
                current,
                durable.generation(),
                durable.revision().hash(),
                strategy,
                new Arrangement(world, current, strategy, wanted, swaps(current)),
                all - wanted.restarts.size());
    }

    private ChangePlan plan(
            Definition target, Generation to, SpecHash hash, Strategy strategy, Arrangement arranged, int unchanged) {
        ClusterSpec before = world.inForce.current().file();
        List<HostName> newHosts = target.spec().hosts().keySet().stream()
                .filter(host -> world.cluster.member(host) == null)
                .toList();
        List<HostName> goneHosts = world.cluster.all().stream()
                .map(member -> member.spec.name())
                .filter(host -> !target.spec().hosts().containsKey(host))
                .toList();
        Prospects prospects = new Prospects(world, target, arranged.steps(), strategy, arranged.swaps());
        String token = PlanToken.of(durable.generation(), hash, strategy, arranged.steps(), world.cluster);
        return new ChangePlan(
                durable.generation(),
                to,
                hash,
                token,
                strategy,
                words.apply(before, target.file()),
                newHosts,
                goneHosts,
                arranged.steps(),
                prospects.interruptions(),
                prospects.warnings(),
                preconditions(target, arranged),
                prospects.isSevere(),
                unchanged);
    }

    private SortedSet<Role> swaps(Definition target) {
        return Pairs.swapped(world.inForce, durable, target.spec());
    }

    private List<ComponentId> ids(Definition target) {
        return Stream.concat(target.spec().componentIds().stream(), world.inForce.members().componentIds().stream())
                .distinct()
                .toList();
    }

    /** Why a component that stays must be restarted; empty when it need not be. */
    private List<String> reasons(ClusterSpec target, ComponentId id) {
        Generation stands = durable.standing().getOrDefault(id, durable.generation());
        Definition older = world.inForce.of(stands);
        if (older == null) {
            return List.of();
        }
        ClusterSpec before = befores.computeIfAbsent(stands, s -> Blend.asBefore(target, older.spec()));
        if (before.equals(target) || rendersAlike(before, target, id)) {
            return List.of();
        }
        List<String> words = SettingsChange.words(older.spec(), target, id);
        return words.isEmpty() ? List.of("what it is told of others") : words;
    }

    private boolean rendersAlike(ClusterSpec before, ClusterSpec after, ComponentId id) {
        Member member = world.cluster.member(id.host());
        AgentFacts facts = member == null ? null : member.facts;
        if (facts == null) {
            return SettingsChange.words(before, after, id).isEmpty();
        }
        Planner.Formation formation = GoalBook.formationOf(durable);
        Planner.Planned was = planner.plan(before, id.host(), id.role(), facts, formation);
        Planner.Planned is = planner.plan(after, id.host(), id.role(), facts, formation);
        return was instanceof Planner.Ready one && is instanceof Planner.Ready other
                ? one.plan().hash().equals(other.plan().hash()) || one.plan().runsLike(other.plan())
                : was.equals(is);
    }

    /** All that must be so before it is performed, and before its first batch; what holds a batch back and refuses the plan as well stands once. */
    private List<Precondition> preconditions(Definition target, Arrangement arranged) {
        List<Precondition> all = new ArrayList<>(Preconditions.ofPlan(world, durable, target.file()));
        Set<String> codes = all.stream().map(Precondition::code).collect(Collectors.toSet());
        new Preconditions(world.cluster, world.readiness, target.spec(), arranged.rules())
                .ofFirst(durable, arranged.steps()).stream()
                        .filter(each -> !codes.contains(each.code()))
                        .forEach(all::add);
        return all;
    }

    /** What is to be done with which components, and why. */
    private record Wanted(
            SortedMap<ComponentId, List<String>> joins,
            SortedMap<ComponentId, List<String>> restarts,
            SortedMap<ComponentId, List<String>> leaves) {}

    /** Puts what is to be done in order: what joins, then what is restarted, group by group, then what leaves; role by role, batch by batch. */
    private static final class Arrangement {
        private final Definition target;
        private final CoordinatorCore.World world;
        private final Strategy strategy;
        private final SortedSet<Role> swaps;
        private final List<ChangePlan.Step> steps = new ArrayList<>();
        private int batches;

        Arrangement(
                CoordinatorCore.World world,
                Definition target,
                Strategy strategy,
                Wanted wanted,
                SortedSet<Role> swaps) {
            this.world = world;
            this.target = target;
            this.strategy = strategy;
            this.swaps = swaps;
            List<Role> order = RoleOrder.of(rules());
            List<Role> reverse = new ArrayList<>(order);
            Collections.reverse(reverse);
            order.forEach(role -> add(Action.JOIN, role, wanted.joins));
            for (List<HostName> group : Batches.groups(target.spec(), strategy.group(), hosts())) {
                order.forEach(role -> restart(role, group, wanted.restarts));
            }
            reverse.forEach(role -> add(Action.LEAVE, role, wanted.leaves));
        }

        /** Roles that go over to the other side of their pair. */
        SortedSet<Role> swaps() {
            return swaps;
        }

        List<ChangePlan.Step> steps() {
            return List.copyOf(steps);
        }

        private SortedMap<Role, RoleRules> rules() {
            TreeMap<Role, RoleRules> all = new TreeMap<>(world.inForce.rules());
            all.putAll(target.rules());
            return all;
        }

        private void add(Action action, Role role, Map<ComponentId, List<String>> reasons) {
            List<HostName> hosts = with(role, reasons, hosts());
            RoleRules rule = rules().get(role);
            if (hosts.isEmpty() || rule == null) {
                return;
            }
            int all = world.cluster.withRole(role).size();
            List<List<HostName>> together =
                    action == Action.JOIN ? Batches.joining(rule, hosts) : Batches.leaving(rule, strategy, all, hosts);
            add(action, role, rule, together, reasons);
        }

        /** What is restarted of a role in one group. */
        private void restart(Role role, List<HostName> group, Map<ComponentId, List<String>> reasons) {
            List<HostName> hosts = with(role, reasons, group);
            RoleRules rule = rules().get(role);
            if (hosts.isEmpty() || rule == null) {
                return;
            }
            int all = (int) group.stream()
                    .filter(host -> InForce.has(world.inForce.members(), new ComponentId(host, role)))
                    .count();
            List<List<HostName>> together = Batches.restarting(target.spec(), rule, strategy, all, hosts);
            boolean isFirst = steps.stream()
                    .noneMatch(step -> step.action() == Action.RESTART
                            && step.component().role().equals(role));
            add(
                    Action.RESTART,
                    role,
                    rule,
                    swaps.contains(role) && isFirst ? Batches.oneFirst(together) : together,
                    reasons);
        }

        private void add(
                Action action,
                Role role,
                RoleRules rule,
                List<List<HostName>> grouped,
                Map<ComponentId, List<String>> reasons) {
            for (List<HostName> batch : grouped) {
                batches++;
                for (HostName host : batch) {
                    ComponentId id = new ComponentId(host, role);
                    steps.add(new ChangePlan.Step(
                            batches, action, id, rule.kind(), rule.version(), reasons.getOrDefault(id, List.of())));
                }
            }
        }

        private static List<HostName> with(Role role, Map<ComponentId, List<String>> reasons, List<HostName> hosts) {
            return hosts.stream()
                    .filter(host -> reasons.containsKey(new ComponentId(host, role)))
                    .toList();
        }

        /** Those of the file in its order, then those that are still there. */
        private List<HostName> hosts() {
            return Stream.concat(
                            target.spec().hosts().keySet().stream(), world.inForce.members().hosts().keySet().stream())
                    .distinct()
                    .toList();
        }
    }
}
