package dev.muster.agent.core;

import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.agent.core.AgentDurable.Membership;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The components of this host, and what is wanted of each. */
final class Components {

    private final Incarnation incarnation;
    private final Supplier<ClusterId> cluster;
    private final Outbox outbox;
    private final Consumer<String> ignored;
    /** As the last agent left them. */
    private final Map<Role, Membership> memberships = new TreeMap<>();

    private final Map<Role, ComponentMachine> machines = new TreeMap<>();
    private SortedMap<Role, Goal> goals = new TreeMap<>();
    private boolean goalsConfirmed;
    private final Map<Role, ComponentState> told = new TreeMap<>();
    private long launches;

    /**
     * @param cluster that this agent belongs to; asked for only after a coordinator has confirmed the goals
     */
    Components(AgentDurable journal, Supplier<ClusterId> cluster, Outbox outbox, Consumer<String> ignored) {
        this.incarnation = journal.incarnation();
        this.cluster = cluster;
        this.outbox = outbox;
        this.ignored = ignored;
        journal.goals().forEach(goal -> goals.put(goal.role(), goal));
        SortedMap<Role, Membership> known = journal.memberships();
        if (known != null) {
            memberships.putAll(known);
        }
    }

    ComponentMachine machine(Role role) {
        return machines.computeIfAbsent(
                role,
                r -> new ComponentMachine(
                        r,
                        memberships.getOrDefault(r, Membership.NONE),
                        () -> new LaunchId(incarnation, ++launches),
                        cluster,
                        outbox::add,
                        ignored));
    }

    /** What became of the launches that the last agent left behind. */
    void adopt(List<AgentEvent.Found> all, SortedMap<Role, LaunchRecord> journaled, long nowMs) {
        goals.values().forEach(goal -> machine(goal.role()).want(goal, goal.plan()));
        memberships.keySet().forEach(this::machine);
        for (AgentEvent.Found found : all) {
            LaunchRecord known = journaled.get(found.role());
            if (known != null && known.launch().equals(found.launch())) {
                machine(found.role()).adopt(known, found.pid(), found.failure(), nowMs);
            }
        }
    }

    /** Takes the whole set of goals; whether every plan that they name is known. */
    boolean want(List<Goal> given) {
        goalsConfirmed = true;
        TreeMap<Role, Goal> next = new TreeMap<>();
        for (Goal goal : given) {
            Goal whole = withPlan(goal);
            next.put(goal.role(), whole);
            machine(goal.role()).want(whole, whole.plan());
        }
        goals = next;
        return next.values().stream().allMatch(goal -> goal.planHash() == null || goal.plan() != null);
    }

    /** Tries those at once that have failed to run, or to leave; what does anything else than fail is left alone. */
    void retry(List<Role> roles) {
        for (Role role : roles) {
            if (!goals.containsKey(role) || !machine(role).retry()) {
                ignored.accept("retry.not-failed");
            }
        }
    }

    /** A repeated goal comes without the plan that this agent has already. */
    private Goal withPlan(Goal goal) {
        Goal known = goals.get(goal.role());
        if (goal.plan() != null || known == null) {
            return goal;
        }
        LaunchPlan plan = known.plan();
        if (plan == null || goal.planHash() != null && !plan.hash().equals(goal.planHash())) {
            return goal;
        }
        return goal.with(plan);
    }

    /** Does the next thing for each component on the way to its goal, once a coordinator has confirmed the goals. */
    void reconcile(long nowMs) {
        machines.forEach((role, machine) -> {
            Goal goal = goals.get(role);
            if (goal != null && goalsConfirmed) {
                machine.reconcile(nowMs, goal.state());
            }
        });
    }

    /** Ends whatever runs, whatever the goals are. */
    void reconcileToDown(long nowMs) {
        machines.values().stream()
                .filter(machine -> machine.state().isAlive())
                .forEach(machine -> machine.reconcile(nowMs, GoalState.STOPPED));
    }

    boolean isDown() {
        return machines.values().stream().noneMatch(machine -> machine.state().isAlive());
    }

    List<Observation> observations(long nowMs) {
        return machines.values().stream()
                .map(m -> told(m, m.observation(nowMs)))
                .toList();
    }

    /** The same, but for the ages. */
    List<Observation> ageless() {
        return machines.values().stream().map(m -> told(m, m.ageless())).toList();
    }

    /**
     * Until a coordinator has said what it wants of it, what was launched here and has not left is not called ABSENT, though an agent
     * that was just started finds nothing of it: that word says that it has left (rule 8 of {@link ComponentMachine}).
     */
    private Observation told(ComponentMachine machine, Observation seen) {
        boolean isConfirmed = goalsConfirmed && goals.containsKey(seen.role());
        return seen.state() == ComponentState.ABSENT && !isConfirmed && machine.belongs() ? seen.stopped() : seen;
    }

    /** Tells the operator of this host which components are in another state than when this was last asked. */
    void tellChanges() {
        for (ComponentMachine machine : machines.values()) {
            Observation now = machine.ageless();
            ComponentState before = told.getOrDefault(now.role(), ComponentState.ABSENT);
            if (before != now.state()) {
                told.put(now.role(), now.state());
                Failure failure = now.state() == ComponentState.FAILED ? now.failure() : null;
                String text = now.role() + " " + now.state().wordAfter(before);
                outbox.tell(
                        failure == null ? AgentNotice.Type.COMPONENT_CHANGED : AgentNotice.Type.COMPONENT_FAILED,
                        now.role(),
                        failure == null ? text : text + ": " + failure.message());
            }
        }
    }

    List<Prospect> prospects() {
        return machines.values().stream()
                .map(ComponentMachine::prospect)
                .flatMap(Optional::stream)
                .toList();
    }

    List<Goal> goals() {
        return List.copyOf(goals.values());
    }

    /** Of each role that was launched here and has not left. */
    SortedMap<Role, Membership> memberships() {
        TreeMap<Role, Membership> known = new TreeMap<>(memberships);
        machines.forEach((role, machine) -> known.put(role, machine.membership()));
        known.values().removeIf(membership -> membership == Membership.NONE);
        return known;
    }

    /** Every launch that may be alive. */
    SortedMap<Role, LaunchRecord> liveLaunches() {
        TreeMap<Role, LaunchRecord> live = new TreeMap<>();
        machines.forEach((role, machine) -> {
            LaunchRecord launch = machine.liveLaunch();
            if (launch != null) {
                live.put(role, launch);
            }
        });
        return live;
    }
}
