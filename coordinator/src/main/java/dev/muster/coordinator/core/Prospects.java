package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.Setting;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the users of a cluster would notice of a change, and what its operator should think of before. */
final class Prospects {

    /** The setting that says how many copies of a role's data lie on as many of its hosts, where a component definition has it. */
    private static final String COPIES = "copies";

    private final CoordinatorCore.World world;
    private final Definition target;
    private final List<ChangePlan.Step> steps;
    private final Strategy strategy;
    private final SortedSet<Role> swaps;
    private final List<Failure> warnings = new ArrayList<>();
    private boolean severe;

    /** @param swaps roles that go over to the other side of their pair */
    Prospects(
            CoordinatorCore.World world,
            Definition target,
            List<ChangePlan.Step> steps,
            Strategy strategy,
            SortedSet<Role> swaps) {
        this.world = world;
        this.target = target;
        this.steps = steps;
        this.strategy = strategy;
        this.swaps = swaps;
        roles(Action.LEAVE).forEach(this::leaving);
        roles(Action.RESTART).forEach(this::restarting);
        agents();
    }

    List<Failure> warnings() {
        return List.copyOf(warnings);
    }

    /** Whether data or a whole service may be lost. */
    boolean isSevere() {
        return severe;
    }

    private Map<Role, List<ChangePlan.Step>> roles(Action action) {
        return steps.stream()
                .filter(step -> step.action() == action)
                .collect(Collectors.groupingBy(step -> step.component().role(), TreeMap::new, Collectors.toList()));
    }

    private void leaving(Role role, List<ChangePlan.Step> leaving) {
        int before = world.cluster.withRole(role).size();
        int after = target.spec().hostsWith(role).size();
        RoleRules rule = world.inForce.rules().get(role);
        boolean holdsData = rule != null && rule.holdsData();
        if (after == 0) {
            severe = true;
            warn(
                    "ROLE_WITHOUT_HOST",
                    role + " would have no host left",
                    holdsData
                            ? "Its data stay on the disks of " + hosts(leaving) + ", and nobody serves them."
                            : "Nobody serves it any more.");
        } else if (after < copies(role)) {
            severe = true;
            warn(
                    "FEWER_HOSTS_THAN_COPIES",
                    role + " would have " + after + (after == 1 ? " host" : " hosts") + " for the " + copies(role)
                            + " copies of its data",
                    "Not every copy would have a host of its own: lower the copies first, in the data and then in cluster.json,"
                            + " or let fewer hosts leave.");
        } else if (2 * leaving.size() > before) {
            severe = true;
            warn(
                    "MORE_THAN_HALF_LEAVES",
                    leaving.size() + " of " + before + " hosts of " + role + " would leave",
                    "Take fewer of them at one time, unless that is what you want.");
        } else if (holdsData) {
            severe = true;
            warn(
                    "DATA_LEAVES",
                    role + " on " + hosts(leaving) + " holds data, which the other " + after + " hosts take over",
                    "See that they have the room, and that " + after + " hosts are enough for the number of copies.");
        }
    }

    /** 0 where nobody says. */
    private int copies(Role role) {
        return Optional.ofNullable(target.spec().components().get(role))
                .flatMap(component -> component.effective().get(COPIES))
                .map(Setting::value)
                .filter(text -> text.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    private void restarting(Role role, List<ChangePlan.Step> restarting) {
        RoleRules rule = target.rules().get(role);
        int down = mostInOneBatch(restarting);
        if (rule != null && rule.holdsData() && down > 1) {
            warn(
                    "SEVERAL_OF_DATA_AT_ONCE",
                    down + " hosts of " + role + ", which has its data among its hosts, are down at a time",
                    "A quorum may be lost, unless all copies of one piece are elsewhere: --strategy one-by-one or half.");
        }
    }

    private static int mostInOneBatch(List<ChangePlan.Step> steps) {
        return (int)
                steps.stream()
                        .collect(Collectors.groupingBy(ChangePlan.Step::batch, Collectors.counting()))
                        .values()
                        .stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
    }

    private static String hosts(List<ChangePlan.Step> steps) {
        return Progress.named(
                steps.stream().map(step -> step.component().host().value()).toList());
    }

    private void agents() {
        Set<HostName> away = new LinkedHashSet<>();
        for (ChangePlan.Step step : steps) {
            Member member = world.cluster.member(step.component().host());
            if (member == null || !member.isRegistered()) {
                away.add(step.component().host());
            }
        }
        away.forEach(host -> warn(
                "NO_AGENT",
                host + " has no agent; its steps wait for it",
                "Run there: muster start -h " + host + " --cluster FILE"));
    }

    private void warn(String code, String message, String hint) {
        warnings.add(Failure.of(code, message, hint));
    }

    /** How its users come to the other side of the pair. */
    private List<String> swap(Role role, List<ChangePlan.Step> restarting) {
        Pair pair = target.spec().pair(role).orElse(null);
        if (pair == null || !swaps.contains(role)) {
            return List.of();
        }
        return List.of(role + " goes over to its " + pair.uses().word() + ": "
                + String.join(", ", pair.inUse().values().keySet())
                + (pair.warm() == null
                        ? ""
                        : "; warmed up by " + restarting.get(0).component().host() + ", then the others follow"));
    }

    /** What the users of each role would notice, a line a role. */
    List<String> interruptions() {
        List<String> lines = new ArrayList<>();
        if (WholeCluster.isTakenOut(target, strategy, steps.stream().map(ChangePlan.Step::action))) {
            lines.add("the whole cluster is out of its balancer from the first step to the last");
        }
        roles(Action.RESTART).forEach((role, restarting) -> {
            int all = world.cluster.withRole(role).size();
            int down = mostInOneBatch(restarting);
            lines.addAll(swap(role, restarting));
            lines.add(
                    down >= all
                            ? role + ": interrupted, all " + all
                                    + (all == 1 ? " host restarts" : " hosts restart together")
                            : role + ": " + down + " of " + all + " down at a time");
        });
        return lines;
    }
}
