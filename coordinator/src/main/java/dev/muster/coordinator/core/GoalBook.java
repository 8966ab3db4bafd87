package dev.muster.coordinator.core;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.message.Message.Goals;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState.HostStop;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What each host is wanted to do now, and what it has been told. Goals are computed from the definition, the operator's
 * intent and what the hosts report; only a difference to what was last said is sent.
 *
 * <p>Rules: (1) before its turn a component is wanted STOPPED, which lets its host install it already; (2) once wanted
 * RUNNING, or found running, a component stays wanted, whatever happens to others; (3) a host whose operator stopped it is
 * wanted STOPPED throughout; (4) while our own network is suspected, nobody's turn comes; (5) before the preflight of
 * the run has passed nothing is wanted RUNNING but what runs already; (6) while an operator holds the cluster or the host back, nobody's turn comes but
 * that of a step under way.
 */
final class GoalBook {

    /** Addresses that mean all of a machine's. */
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final Planner planner;
    private final InForce inForce;
    private final StartOrder order;
    private final Leases leases;
    private final Map<ComponentId, Failure> impossible = new TreeMap<>();
    private final Map<ComponentId, Made> plans = new HashMap<>();
    private final UnderWay underWay = new UnderWay();
    private @Nullable DurableState formedFrom;
    private Planner.@Nullable Formation formation;
    private long version;

    GoalBook(Planner planner, InForce inForce, StartOrder order, Leases leases) {
        this.planner = planner;
        this.inForce = inForce;
        this.order = order;
        this.leases = leases;
    }

    /** Components that cannot be planned, and why. */
    Map<ComponentId, Failure> impossible() {
        return impossible;
    }

    /** The cluster is defined otherwise now: of components that it has no longer nothing is kept. */
    void redefine() {
        impossible.keySet().removeIf(id -> !InForce.has(inForce.members(), id));
        plans.keySet().removeIf(id -> !InForce.has(inForce.members(), id));
    }

    /** Tells {@code member} what it is to do, when that differs from what it was told. */
    void update(Turn turn, Cluster cluster, Member member) {
        AgentFacts facts = member.facts;
        if (member.session == null || facts == null || !member.isRegistered()) {
            return;
        }
        List<Goal> goals = new ArrayList<>();
        for (Role role : member.spec.roles().keySet()) {
            goal(turn.durable(), cluster, member, facts, role).ifPresent(goals::add);
        }
        for (Role role : member.observedRoles()) {
            if (!member.spec.has(role) && member.observation(role).state() != ComponentState.ABSENT) {
                goals.add(new Goal(role, GoalState.ABSENT, turn.durable().generation(), null, null, null));
            }
        }
        List<Goal> bare = goals.stream().map(Goal::withoutPlan).toList();
        if (!bare.equals(member.goalsSent)) {
            member.goalsSent = bare;
            turn.send(member.session, new Goals(turn.durable().epoch(), ++version, goals));
        }
    }

    /** Which roles a goal has been sent for, and which it was. */
    static Optional<GoalState> sent(Member member, Role role) {
        return member.goalsSent == null
                ? Optional.empty()
                : member.goalsSent.stream()
                        .filter(g -> g.role().equals(role))
                        .map(Goal::state)
                        .findFirst();
    }

    private Optional<Goal> goal(DurableState durable, Cluster cluster, Member member, AgentFacts facts, Role role) {
        GoalState wanted = wanted(durable, cluster, member, role);
        SortedSet<String> ignored = durable.ignoredChecksOf(member.spec.name());
        ComponentId id = new ComponentId(member.spec.name(), role);
        Planner.Planned planned = plan(id, inForce.toPlan(durable, id), facts, formation(durable));
        if (planned instanceof Planner.Impossible failed) {
            impossible.put(id, failed.failure());
            // what runs already can still be stopped, and stays wanted otherwise: its agent has its plan
            return member.observation(role).state().isAlive()
                    ? Optional.of(new Goal(role, wanted, durable.generation(), null, null, ignored))
                    : Optional.empty();
        }
        impossible.remove(id);
        LaunchPlan plan = ((Planner.Ready) planned).plan();
        boolean known = plan.hash().equals(member.plansSent.put(role, plan.hash()));
        return Optional.of(new Goal(role, wanted, durable.generation(), plan.hash(), known ? null : plan, ignored));
    }

    /** The same object as long as it is the same, so that comparing it for every component costs nothing. */
    private Planner.Formation formation(DurableState durable) {
        Planner.Formation last = formation;
        if (last != null && durable == formedFrom) {
            return last;
        }
        Planner.Formation now = formationOf(durable);
        Planner.Formation kept = last != null && last.equals(now) ? last : now;
        formation = kept;
        formedFrom = durable;
        return kept;
    }

    static Planner.Formation formationOf(DurableState durable) {
        return new Planner.Formation(
                durable.cluster(),
                durable.seeds(),
                durable.formed(),
                new TreeSet<>(durable.absent().keySet()));
    }

    /** Whether what runs there was launched from what it would be launched from now, but for how it is looked at. */
    boolean isCurrent(DurableState durable, Member member, Role role) {
        AgentFacts facts = member.facts;
        ComponentId id = new ComponentId(member.spec.name(), role);
        return facts != null
                && plan(id, inForce.toPlan(durable, id), facts, formation(durable)) instanceof Planner.Ready ready
                && ready.plan().hash().equals(member.observation(role).plan());
    }

    /** Planning is pure, so a plan is made again only when what it is made from has changed. */
    private Planner.Planned plan(ComponentId id, ClusterSpec spec, AgentFacts facts, Planner.Formation formation) {
        Made made = plans.get(id);
        // one object as long as nothing is defined otherwise: comparing whole clusters for every component would cost
        // their square
        if (made == null || made.spec != spec || !made.facts.equals(facts) || !made.formation.equals(formation)) {
            made = new Made(spec, facts, formation, planner.plan(spec, id.host(), id.role(), facts, formation));
            plans.put(id, made);
        }
        return made.planned;
    }

    /**
     * Where other hosts' components listen that are READY, in the order of the hosts' names; those that only their own machine
     * can reach are left out.
     */
    List<Place> listening(Cluster cluster, HostName except) {
        List<Place> places = new ArrayList<>();
        spots(cluster).forEach((host, spots) -> {
            if (!host.equals(except)) {
                spots.stream().filter(Spot::isReady).map(Spot::reach).forEach(places::add);
            }
        });
        return places;
    }

    /**
     * A port of a component, that other machines are to reach.
     *
     * @param bind where the component will listen
     * @param reach where others reach it: the same, unless it listens at every address
     * @param state of the component
     */
    record Spot(Place bind, Place reach, ComponentState state) {

        boolean isReady() {
            return state == ComponentState.READY;
        }

        /** Whether nothing runs that listens there, or is about to. */
        boolean isFree() {
            return !state.isAlive();
        }
    }

    /** The ports of all hosts that are here; those that only their own machine can reach are left out. */
    Map<HostName, List<Spot>> spots(Cluster cluster) {
        TreeMap<HostName, List<Spot>> spots = new TreeMap<>();
        new TreeMap<>(plans).forEach((id, made) -> {
            Member member = cluster.member(id.host());
            if (member == null || !member.isRegistered() || !(made.planned instanceof Planner.Ready ready)) {
                return;
            }
            String own = member.spec.reachableAt();
            for (LaunchPlan.Port port : ready.plan().ports()) {
                boolean isPrivate = !port.address().equals(own) && HostName.namesLoopback(port.address());
                if (!isPrivate) {
                    Place bind = new Place(id, port.address(), port.number(), port.name());
                    Place reach = EVERY_ADDRESS.contains(port.address())
                            ? new Place(id, own, port.number(), port.name())
                            : bind;
                    spots.computeIfAbsent(id.host(), host -> new ArrayList<>())
                            .add(new Spot(
                                    bind, reach, member.observation(id.role()).state()));
                }
            }
        });
        return spots;
    }

    private record Made(ClusterSpec spec, AgentFacts facts, Planner.Formation formation, Planner.Planned planned) {}

    private GoalState wanted(DurableState durable, Cluster cluster, Member member, Role role) {
        if (durable.hosts().containsKey(member.spec.name())) {
            return GoalState.STOPPED;
        }
        if (durable.intent() != RunIntent.RUNNING) {
            boolean keep = member.released.contains(role) && !order.mayStop(cluster, role);
            return keep && durable.intent() == RunIntent.STOPPING ? GoalState.RUNNING : GoalState.STOPPED;
        }
        ComponentId id = new ComponentId(member.spec.name(), role);
        Step step = underWay.steps(durable).get(id);
        if (step != null && step.phase() == Phase.STOPPING) {
            return GoalState.STOPPED;
        }
        if (step != null && step.phase() == Phase.LEAVING) {
            return GoalState.LEFT;
        }
        if (step == null && DurableState.NOT_JOINED.equals(durable.standing().get(id))) {
            return GoalState.STOPPED; // its host may install it already
        }
        if (!durable.isChecked()) {
            return member.observation(role).state().isAlive() ? GoalState.RUNNING : GoalState.STOPPED;
        }
        if (!member.released.contains(role)
                && leases.suspicion().isEmpty()
                && (step != null || !durable.restraints().holds(member.spec.name()))
                && order.waitsFor(cluster, member, role, durable).isEmpty()) {
            member.released.add(role);
        }
        return member.released.contains(role) ? GoalState.RUNNING : GoalState.STOPPED;
    }

    static List<HostName> seeds(DurableState durable, Role role) {
        return durable.seeds().getOrDefault(role, List.of());
    }

    /** Whether an operator wants this host stopped, and it is not yet. */
    static boolean isStopping(DurableState durable, Member member) {
        HostStop stop = durable.hosts().get(member.spec.name());
        return stop != null && !stop.isDone();
    }
}
