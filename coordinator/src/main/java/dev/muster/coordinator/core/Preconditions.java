package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.MaintenanceLock;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that must be so before a change is accepted, and again before each of its batches is begun: in one list, with what is met and what is
 * not. Decides nothing and changes nothing.
 */
final class Preconditions {

    private static final String FROZEN = "FROZEN";
    private static final String MAINTENANCE = "MAINTENANCE";
    private static final String NO_AGENT = "NO_AGENT";
    private static final String HOST_STOPPED = "HOST_STOPPED";
    private static final String ROLE_BEFORE_NOT_READY = "ROLE_BEFORE_NOT_READY";

    private final Cluster cluster;
    private final Readiness readiness;
    private final ClusterSpec spec;
    private final Map<Role, RoleRules> rules;

    /**
     * @param spec that is in force once the change has begun
     * @param rules of every role that the change is about
     */
    Preconditions(Cluster cluster, Readiness readiness, ClusterSpec spec, Map<Role, RoleRules> rules) {
        this.spec = spec;
        this.cluster = cluster;
        this.readiness = readiness;
        this.rules = rules;
    }

    /** Before a plan for {@code target} is accepted; a lock of somebody else is {@link Locked}'s to add, who knows whose plan it is. */
    static List<Precondition> ofPlan(CoordinatorCore.World world, DurableState durable, ClusterSpec target) {
        Restraints.Freeze freeze = durable.restraints().freeze();
        ClusterSpec current = world.inForce.current().file();
        boolean isRunning = durable.intent() == RunIntent.RUNNING && durable.isAnnounced();
        Change change = durable.change();
        return List.of(
                refusing(FROZEN, "nobody has frozen the cluster", freeze == null ? null : RestraintDesk.frozen(freeze)),
                refusing(
                        "CLUSTER_NAME_FIXED",
                        "the file has the name of the cluster",
                        target.name().equals(current.name()) ? null : otherName(current, target)),
                refusing(
                        "COORDINATORS_FIXED",
                        "the coordinators stay where they are",
                        coordinators(target).equals(coordinators(current)) ? null : otherCoordinators(current, target)),
                refusing("NOT_STARTED", "the cluster has started", isRunning ? null : notStarted(world)),
                refusing(
                        "CHANGE_IN_PROGRESS",
                        "no other change goes on",
                        change == null || change.status().isOver() ? null : ChangeDesk.inProgress(change)));
    }

    private static Precondition refusing(String code, String wanted, @Nullable Failure unmet) {
        return new Precondition(code, wanted, Effect.REFUSES, unmet);
    }

    private static Failure otherName(ClusterSpec current, ClusterSpec target) {
        return Failure.of(
                "CLUSTER_NAME_FIXED",
                "the cluster is \"" + current.name() + "\", and the file calls it \"" + target.name() + "\"",
                "Give it its name back: a cluster keeps its name for life.");
    }

    private static Failure otherCoordinators(ClusterSpec current, ClusterSpec target) {
        return Failure.of(
                "COORDINATORS_FIXED",
                "the coordinators would be on " + coordinators(target) + " instead of " + coordinators(current),
                "Which hosts are master and standby is changed while the cluster is stopped: muster stop, edit the file on"
                        + " every host, muster start.");
    }

    private static List<HostName> coordinators(ClusterSpec spec) {
        return spec.coordinators().stream().map(HostSpec::name).toList();
    }

    private static Failure notStarted(CoordinatorCore.World world) {
        return Failure.of(
                "NOT_STARTED",
                "the cluster has not started, or is being stopped: " + world.progress.phase(),
                "Before the start is announced a corrected file counts by itself: edit it on the coordinator's host, and end and"
                        + " start the coordinator there. Or wait: muster wait --for=started");
    }

    /** Before the first batch of a plan. */
    List<Precondition> ofFirst(DurableState durable, List<ChangePlan.Step> steps) {
        return ofBatch(
                durable,
                steps.stream()
                        .filter(step -> step.batch() == steps.get(0).batch())
                        .map(step -> new Step(step.batch(), step.action(), step.component()))
                        .toList());
    }

    /**
     * Before a batch is begun: nothing of one action and role. What an operator holds back stands first, and is heeded by one that is forced,
     * too, as is a task of the balancer that has not ended; nothing else is.
     */
    List<Precondition> ofBatch(DurableState durable, List<Step> batch) {
        List<Precondition> all = new ArrayList<>();
        if (batch.isEmpty()) {
            return all;
        }
        Restraints restraints = durable.restraints();
        Restraints.Freeze freeze = restraints.freeze();
        all.add(holding(FROZEN, "nobody has frozen the cluster", freeze == null ? null : RestraintDesk.frozen(freeze)));
        all.add(holding(
                MAINTENANCE,
                "none of its hosts is in maintenance",
                first(batch, id -> inMaintenance(restraints, id.host()))));
        all.add(holding(
                HostDrain.CODE,
                "none of its members is on its way out of the balancer or back",
                first(batch, id -> HostDrain.busy(restraints, id).orElse(null))));
        if (batch.stream().allMatch(Step::forced)) {
            return all;
        }
        all.add(holding(
                HookVariables.CODE,
                "each variable of its hooks has a value",
                first(batch, id -> HookVariables.missing(spec, id).orElse(null))));
        all.add(holding(NO_AGENT, "the agents of its hosts are there", first(batch, id -> away(id.host()))));
        all.add(holding(HOST_STOPPED, "nobody has stopped its hosts", first(batch, id -> stopped(durable, id.host()))));
        Step one = batch.get(0);
        Role role = one.component().role();
        if (one.action() == Action.JOIN) {
            all.add(holding(ROLE_BEFORE_NOT_READY, "the roles are ready that it starts after", forerunner(role)));
        }
        if (mustBeWhole(one, batch)) {
            all.add(holding(Wholeness.CODE, "the other members of its role are whole", notWhole(durable, role, batch)));
        }
        return all;
    }

    private static Precondition holding(String code, String wanted, @Nullable Failure unmet) {
        return new Precondition(code, wanted, Effect.HOLDS, unmet);
    }

    /** Says why a member speaks against it; null when it does not. */
    private interface Objection {
        @Nullable
        Failure of(ComponentId member);
    }

    private static @Nullable Failure first(List<Step> batch, Objection objection) {
        return batch.stream()
                .map(step -> objection.of(step.component()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Failure inMaintenance(Restraints restraints, HostName host) {
        MaintenanceLock lock = restraints.maintenance().get(host);
        return lock == null ? null : RestraintDesk.inMaintenance(host, lock);
    }

    private @Nullable Failure away(HostName host) {
        Member member = cluster.member(host);
        return member != null && member.isRegistered()
                ? null
                : Failure.of(NO_AGENT, "the agent of " + host + " is away", "Run there: muster start -h " + host);
    }

    private static @Nullable Failure stopped(DurableState durable, HostName host) {
        return durable.hosts().containsKey(host)
                ? Failure.of(
                        HOST_STOPPED,
                        host + " is stopped by an operator",
                        "Start its agent again; run there: muster start -h " + host)
                : null;
    }

    private @Nullable Failure forerunner(Role role) {
        RoleRules rule = rules.get(role);
        return Stream.ofNullable(rule)
                .flatMap(each -> each.after().stream())
                .filter(before -> !cluster.isReady(before, Set.of()))
                .findFirst()
                .map(before -> Failure.of(
                        ROLE_BEFORE_NOT_READY, before + " is not ready", role + " starts after it. Why: muster status"))
                .orElse(null);
    }

    /** What does not run anyway can be taken down at any time; most roles take any number of newcomers. */
    private boolean mustBeWhole(Step one, List<Step> batch) {
        RoleRules rule = rules.get(one.component().role());
        return one.action() == Action.JOIN
                ? rule != null && rule.strategy() == StartStrategy.ONE_AT_A_TIME
                : batch.stream().anyMatch(this::isUp);
    }

    /** Whether its users lose something when it is taken down. */
    boolean isUp(Step step) {
        Member member = cluster.member(step.component().host());
        return member != null
                && member.isRegistered()
                && member.observation(step.component().role()).state() == ComponentState.READY;
    }

    private @Nullable Failure notWhole(DurableState durable, Role role, List<Step> batch) {
        Set<ComponentId> touched = batch.get(0).action() == Action.JOIN
                ? Set.of()
                : batch.stream().map(Step::component).collect(Collectors.toCollection(HashSet::new));
        Optional<String> lacking =
                new Wholeness(cluster, readiness, durable.restraints()).lacking(role, touched::contains, Set.of());
        return lacking.map(why -> Failure.of(
                        Wholeness.CODE,
                        why + ", and no more of " + role + " may be down",
                        "It goes on by itself when " + role
                                + " is whole. Why it is not: muster status; regardless of it: muster change"
                                + " force"))
                .orElse(null);
    }
}
