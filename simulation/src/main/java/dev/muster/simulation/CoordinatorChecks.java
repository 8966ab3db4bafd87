package dev.muster.simulation;

import dev.muster.common.engine.Decision;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.DurableState.RunIntent;
import dev.muster.coordinator.store.KnownCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at every decision of one coordinator process. */
final class CoordinatorChecks {

    private final World world;
    private final SimCoordinator coordinator;
    private final Map<HostName, Incarnation> newest = new HashMap<>();
    private final Map<SessionId, Long> newestReport = new HashMap<>();
    private final Set<SessionId> listening = new HashSet<>();
    private final OwnNetworkCheck ownNetwork;
    private final QueueChecks queue = new QueueChecks();
    private @Nullable DurableState durable;
    private long leadingFromMs;

    CoordinatorChecks(World world, SimCoordinator coordinator) {
        this.world = world;
        this.coordinator = coordinator;
        this.ownNetwork = new OwnNetworkCheck(world, coordinator);
    }

    /** It takes the lead, and this is what its machine knows of the cluster. */
    void leads(SimStore.Lead taken, @Nullable KnownCluster known) {
        boolean other = known != null
                && (!known.id().equals(taken.id)
                        || known.epoch().compareTo(taken.epoch) >= 0
                        || taken.foreign && world.store.isOldCopy(taken.id));
        if (other) {
            throw new Violation(
                    Invariant.OWN_STORE,
                    coordinator.who() + " leads " + taken.id + " with epoch " + taken.epoch + " and knows " + known);
        }
    }

    void decided(CoordinatorEvent event, Decision<CoordinatorCommand, DurableState> decision) {
        if (event instanceof CoordinatorEvent.HelloReceived hello) {
            welcomesItsOwn(hello.hello(), decision);
        }
        if (coordinator.isForeign()) {
            return; // what it decides matters to nobody: AgentChecks sees to that
        }
        if (event instanceof CoordinatorEvent.BecameLeader) {
            leadingFromMs = world.time.nowMs();
            newest.clear();
            newestReport.clear();
            ownNetwork.begin();
        }
        if (event instanceof CoordinatorEvent.LostLeadership) {
            durable = null;
        }
        DurableState write = decision.write();
        if (event instanceof CoordinatorEvent.ChecksReceived said) {
            looked(said);
        }
        if (event instanceof CoordinatorEvent.ReachReceived said) {
            tried(said);
        }
        boolean inherited = event instanceof CoordinatorEvent.BecameLeader;
        if (write != null && !inherited && write.checkedRun() == write.run() && !isChecked(durable, write.run())) {
            world.checks.checked(write, file());
        }
        if (write != null && !inherited) {
            world.checks.changes().begins(durable, write, this::heardReady);
            RestraintChecks.begins(durable, write);
            RestraintChecks.heedsLocks(event, durable, write);
        }
        if (inherited || durable != null) {
            queue.decided(world.time.nowMs(), event, durable, write);
        }
        durable = write == null ? durable : write;
        for (CoordinatorCommand command : decision.commands()) {
            if (command instanceof CoordinatorCommand.Send send) {
                said(event, send);
            } else if (command instanceof CoordinatorCommand.Tell tell) {
                ownNetwork.told(tell.event());
                concluded(tell.event());
            }
        }
        if (event instanceof CoordinatorEvent.ReportReceived report) {
            Connection from = coordinator.connection(report.session());
            if (from != null) {
                reported(from, report.report(), decision);
            }
        }
        if (event instanceof CoordinatorEvent.HelloReceived hello) {
            tellsDifference(hello, decision);
        }
    }

    private static void welcomesItsOwn(Message.Hello hello, Decision<CoordinatorCommand, DurableState> decision) {
        for (CoordinatorCommand command : decision.commands()) {
            if (command instanceof CoordinatorCommand.Send send
                    && send.message() instanceof Message.Welcome welcome
                    && hello.clusterId() != null
                    && !hello.clusterId().equals(welcome.cluster())) {
                throw new Violation(
                        Invariant.OWN_AGENTS,
                        hello.host() + " of " + hello.clusterId() + " was welcomed in " + welcome.cluster());
            }
        }
    }

    private void looked(CoordinatorEvent.ChecksReceived said) {
        Connection from = coordinator.connection(said.session());
        if (from != null && durable != null) {
            world.checks.looked(
                    durable.run(),
                    from.agent.machine.name,
                    said.checks().stream()
                            .filter(check -> check.failure() != null)
                            .map(Check::name)
                            .collect(Collectors.toSet()));
        }
    }

    /** Which cluster.json is in force here. */
    private long file() {
        return durable == null ? coordinator.file : World.file(durable);
    }

    /** Whether that cluster.json is in force, or was. */
    boolean knows(SpecHash hash) {
        return durable == null
                ? hash.equals(World.hash(coordinator.file))
                : durable.history().revisions().stream()
                        .anyMatch(revision -> revision.hash().equals(hash));
    }

    private void tried(CoordinatorEvent.ReachReceived said) {
        Connection from = coordinator.connection(said.session());
        if (from != null && durable != null) {
            world.checks.tried(
                    durable.run(),
                    from.agent.machine.name,
                    said.unreached().stream()
                            .map(each -> each.place().component().host())
                            .collect(Collectors.toSet()));
        }
    }

    private static boolean isChecked(@Nullable DurableState state, long run) {
        return state != null && state.run() == run && (state.checkedRun() == run || state.announcedRun() == run);
    }

    private void reported(Connection from, Message.Report report, Decision<CoordinatorCommand, DurableState> decision) {
        long newestBefore = newestReport.merge(from.session, report.sequence(), Math::max);
        if (report.sequence() == newestBefore) {
            heard(from.agent.machine.name, report.observations());
        } else if (decision.write() != null
                || decision.commands().stream().anyMatch(c -> !(c instanceof CoordinatorCommand.CloseSession))) {
            throw new Violation(
                    Invariant.REPORTS_IN_ORDER,
                    from.agent.machine.name + ": report " + report.sequence() + " counts after " + newestBefore);
        }
    }

    private void tellsDifference(
            CoordinatorEvent.HelloReceived hello, Decision<CoordinatorCommand, DurableState> decision) {
        boolean welcomed = decision.commands().stream()
                .anyMatch(command ->
                        command instanceof CoordinatorCommand.Send send && send.message() instanceof Message.Welcome);
        boolean told = decision.commands().stream()
                .anyMatch(command -> command instanceof CoordinatorCommand.Tell tell
                        && tell.event().type() == ClusterEvent.Type.HOST_DIFFERS);
        Connection from = coordinator.connection(hello.session());
        if (welcomed && from != null && told == knows(World.hash(from.agent.file))) {
            throw new Violation(
                    Invariant.DIFFERENCE_TOLD,
                    hello.hello().host() + (told ? " is told to differ" : " is not told to differ"));
        }
    }

    private void said(CoordinatorEvent event, CoordinatorCommand.Send send) {
        Connection to = coordinator.connection(send.session());
        if (to == null) {
            return;
        }
        HostName host = to.agent.machine.name;
        if (send.message() instanceof Message.Welcome && event instanceof CoordinatorEvent.HelloReceived hello) {
            welcomed(host, hello.hello());
        } else if (send.message() instanceof Message.ListenRequest request) {
            if (request.places().isEmpty()) {
                listening.remove(send.session());
            } else {
                listening.add(send.session());
            }
        } else if (send.message() instanceof Message.Goals goals) {
            letsGoFirst(send.session(), host, goals);
            goals.goals().forEach(goal -> wanted(to.agent, new ComponentId(host, goal.role()), goal));
        }
    }

    private void letsGoFirst(SessionId session, HostName host, Message.Goals goals) {
        boolean launching = goals.goals().stream()
                .anyMatch(goal -> goal.state() == GoalState.RUNNING && !heardAlive(new ComponentId(host, goal.role())));
        if (launching && listening.contains(session)) {
            throw new Violation(Invariant.LET_GO_FIRST, host + " is told to launch, and listens for the preflight");
        }
    }

    private void welcomed(HostName host, Message.Hello hello) {
        Incarnation real = Objects.requireNonNull(hello.incarnation());
        Incarnation known = newest.put(host, real);
        if (known != null && known.compareTo(real) > 0) {
            throw new Violation(
                    Invariant.OLD_INCARNATION, host + ": incarnation " + real + " was welcomed after " + known);
        }
        heard(host, hello.observations());
    }

    /** What is found running, or failing, was wanted before and may go on. */
    private void heard(HostName host, List<Observation> observations) {
        DurableState state = durable;
        if (state != null) {
            for (Observation o : observations) {
                if (o.state().isAlive() || o.state() == ComponentState.FAILED && o.launch() != null) {
                    world.checks.released(state.run(), new ComponentId(host, o.role()));
                }
            }
        }
    }

    private void wanted(SimAgent agent, ComponentId id, Goal goal) {
        DurableState state = Objects.requireNonNull(durable);
        boolean isMember = Membership.members(world.shape, state).contains(id);
        boolean isLeaving = isMember && Membership.isLeaving(state, id);
        if (isLeaving && (state.intent() != RunIntent.RUNNING || state.hosts().containsKey(id.host()))) {
            return; // it is stopped with the others, and leaves when its host is back
        }
        boolean dropped = !isMember || isLeaving;
        GoalState expected = isLeaving ? GoalState.LEFT : GoalState.ABSENT;
        boolean isGone = goal.state() == GoalState.ABSENT || goal.state() == GoalState.LEFT;
        if (dropped ? goal.state() != expected : isGone) {
            throw new Violation(
                    Invariant.AS_THE_FILE_SAYS,
                    id + " is wanted " + goal.state() + (dropped ? ", and not in the file" : ""));
        }
        if (dropped) {
            return;
        }
        if (goal.state() == GoalState.RUNNING) {
            // One that does not know yet that it was replaced cannot know what its successor has stored.
            if (world.checks.isStopped(agent) && world.store.isNewest(state.epoch())) {
                throw new Violation(Invariant.STOPPED_STAYS_STOPPED, id + " is wanted of the agent that was stopped");
            }
            world.checks.barrier(state);
            if (!isChecked(state, state.run()) && !heardAlive(id)) {
                throw new Violation(Invariant.CHECKED_FIRST, id + " is wanted before the preflight has passed");
            }
            if (world.checks.released(state.run(), id)) {
                ownNetwork.starting(id);
                mayStart(id);
            }
        } else if (heardAlive(id)) {
            mayStop(id, state);
        }
    }

    private void mayStart(ComponentId id) {
        Set<HostName> absent = Objects.requireNonNull(durable).absent().keySet();
        for (ComponentId other : Membership.counted(world.shape, Objects.requireNonNull(durable))) {
            if (absent.contains(other.host())) {
                continue;
            }
            if (world.checks.needs(id, other.role()) && !heardReady(other)) {
                throw new Violation(Invariant.START_ORDER, id + " is wanted while " + other + " is not READY");
            }
            boolean before = other.role().equals(id.role()) && precedes(other, id);
            if (before && !heardReady(other)) {
                throw new Violation(Invariant.ONE_AT_A_TIME, id + " is wanted while " + other + " is not READY");
            }
        }
    }

    private boolean precedes(ComponentId one, ComponentId other) {
        Role role = one.role();
        if (world.shape.rule(role).strategy() != StartStrategy.ONE_AT_A_TIME) {
            return false;
        }
        List<HostName> inTurn =
                new ArrayList<>(Objects.requireNonNull(durable).seeds().getOrDefault(role, List.of()));
        inTurn.addAll(world.shape.hosts());
        return inTurn.indexOf(one.host()) < inTurn.indexOf(other.host());
    }

    private void mayStop(ComponentId id, DurableState state) {
        if (state.intent() == RunIntent.RUNNING && Membership.isToStop(state, id)) {
            return;
        }
        boolean clusterStops = state.intent() != RunIntent.RUNNING && world.operator.hasAskedToStop();
        boolean hostStops = world.operator.hasAskedToStop(id.host());
        if (!clusterStops && !hostStops) {
            throw new Violation(Invariant.STOPPED_ON_REQUEST, id + " is told to stop");
        }
        if (hostStops) {
            return;
        }
        for (ComponentId other : Membership.members(world.shape, state)) {
            if (world.checks.needs(other, id.role()) && world.components.runs(other) && mightAnswer(other)) {
                throw new Violation(Invariant.STOP_ORDER, id + " is told to stop while " + other + " runs");
            }
        }
    }

    /** Whether a component's host is there, or had no time yet to come back to a new leader. */
    private boolean mightAnswer(ComponentId id) {
        boolean early = world.time.nowMs() - leadingFromMs < world.timing.leaseMs();
        AgentStatus status = host(id.host()).status();
        boolean awaited = status == AgentStatus.AWAITED || status == AgentStatus.MAINTENANCE;
        return awaited && early && world.machine(id.host()).agent != null || heardAlive(id);
    }

    private boolean heardAlive(ComponentId id) {
        return isThere(id) && observation(id).state().isAlive();
    }

    private boolean heardReady(ComponentId id) {
        return isThere(id) && observation(id).state() == ComponentState.READY;
    }

    /** Maintenance hides whether the agent is there; what is lost then is UNKNOWN. */
    private boolean isThere(ComponentId id) {
        AgentStatus status = host(id.host()).status();
        return status == AgentStatus.REGISTERED || status == AgentStatus.MAINTENANCE;
    }

    private Observation observation(ComponentId id) {
        return host(id.host()).components().stream()
                .filter(c -> c.role().equals(id.role()))
                .findFirst()
                .orElseThrow()
                .observation();
    }

    private ClusterView.HostView host(HostName name) {
        ClusterView view = Objects.requireNonNull(coordinator.view());
        return view.hosts().stream()
                .filter(h -> h.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // --- what operators are told

    /** Something is decided to be told: it must be true now. */
    private void concluded(ClusterEvent event) {
        if (event.type() == ClusterEvent.Type.CLUSTER_STARTED) {
            DurableState state = Objects.requireNonNull(durable);
            world.checks.isAllowed(state, file());
            Membership.counted(world.shape, state).stream()
                    .filter(id -> !state.absent().containsKey(id.host()))
                    .forEach(this::reallyJoined);
        } else if (event.type() == ClusterEvent.Type.CLUSTER_STOPPED) {
            world.operator.reachedByStop(left());
        } else if (event.type() == ClusterEvent.Type.HOST_LOST
                && event.message().contains("no heartbeat")) {
            long pausedMs = coordinator.pausedMs(world.timing.leaseMs() / 2);
            if (pausedMs > world.timing.leaseMs()) {
                throw new Violation(
                        Invariant.OWN_PAUSE,
                        event.host() + " is called lost right after a pause of " + pausedMs + " ms");
            }
        }
    }

    /** Hosts whose agents said that nothing is left. */
    private List<HostName> left() {
        return Objects.requireNonNull(coordinator.view()).hosts().stream()
                .filter(h -> h.status() == AgentStatus.LEFT)
                .filter(h -> h.components().stream()
                        .noneMatch(component -> component.observation().state().isAlive()))
                .map(ClusterView.HostView::name)
                .toList();
    }

    private void reallyJoined(ComponentId id) {
        long agoMs = world.components.seenJoinedAgoMs(id);
        if (agoMs > world.evidenceAgeMaxMs(coordinator)) {
            throw new Violation(Invariant.ANNOUNCED_TRUE, id + " was last seen joined " + agoMs + " ms ago");
        }
        if (world.components.seenAgreedAgoMs(id) > world.evidenceAgeMaxMs(coordinator)) {
            throw new Violation(Invariant.ANNOUNCED_AGREED, id + " is a cluster of its own");
        }
    }

    /** An operator has been told. */
    void told(ClusterEvent event) {
        if (event.type() == ClusterEvent.Type.CLUSTER_STARTED) {
            world.checks.announced(durable == null ? 0 : durable.run());
        }
    }

    /** The run that was led last; 0 for none. */
    long run() {
        return durable == null ? 0 : durable.run();
    }
}
