package dev.muster.coordinator.core;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.InstallStep;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message.Shutdown;
import dev.muster.common.model.message.Message.Waiting;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.DurableState.HostStop;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a run goes from phase to phase.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>No host gets a goal before the barrier of the run has been passed: all hosts have been registered at the same time, less those
 *       that an operator skipped or that the requirements allow to be absent.
 *   <li>The start is announced at most once a run, when everything that is there has really connected, and is stored before it is told.
 *   <li>After the announcement the run never awaits hosts again: it is STARTED or DEGRADED.
 *   <li>A stop, once begun, goes on to its end, whoever leads.
 * </ol>
 */
final class Progress {

    private static final int NAMED_MAX = 4;

    /** A quarter each. */
    private static final int INSTALL_STEPS_MAX = 4;

    /** How many steps of downloads are told of all components together, as far as each has one. */
    private static final int STEPS_OF_ALL_MAX = 1_000;

    private static final long[] REMIND_AFTER_MS = {15_000, 60_000, 300_000};

    private final CoordinatorSettings settings;
    private final InForce inForce;
    private final Cluster cluster;
    private final Leases leases;
    private final GoalBook goals;
    private final Readiness readiness;
    private ClusterPhase phase = ClusterPhase.AWAITING_HOSTS;
    private long phaseSinceMs;
    private final EnumMap<ClusterPhase, Long> pastPhasesMs = new EnumMap<>(ClusterPhase.class);
    private long begunMs;
    private final Barrier barrier;
    private final Checkup checkup;
    private final Shortfall shortfall;
    private boolean finished;
    private int reminders;
    private long lastWaitingMs;
    private long lastWaitingCount = -1;

    Progress(
            CoordinatorSettings settings,
            InForce inForce,
            Cluster cluster,
            Leases leases,
            GoalBook goals,
            Readiness readiness,
            Quorum quorum) {
        this.settings = settings;
        this.inForce = inForce;
        this.cluster = cluster;
        this.leases = leases;
        this.goals = goals;
        this.readiness = readiness;
        this.checkup = new Checkup(cluster, goals);
        this.shortfall = new Shortfall(cluster);
        this.barrier = new Barrier(quorum, cluster, settings.quorumGraceMs(), () -> begunMs);
    }

    ClusterPhase phase() {
        return phase;
    }

    long phaseSinceMs() {
        return phaseSinceMs;
    }

    /** How long each phase has taken under this leadership so far. */
    Map<ClusterPhase, Long> phaseMs(long nowMs) {
        EnumMap<ClusterPhase, Long> soFar = new EnumMap<>(pastPhasesMs);
        soFar.merge(phase, nowMs - phaseSinceMs, Long::sum);
        return soFar;
    }

    /** Whether the last host that is waited for is there. */
    boolean isBarrierReached(DurableState durable) {
        return barrier.isEverybodyThere(durable) && isTrusted();
    }

    Barrier barrier() {
        return barrier;
    }

    Checkup checkup() {
        return checkup;
    }

    /** Whether time alone may move the run on. */
    boolean waitsForTime(DurableState durable, long nowMs) {
        return durable.intent() != RunIntent.RUNNING || barrier.waitedMs(nowMs) >= 0 || checkup.isDue(durable, nowMs);
    }

    /** Whether what is known of the hosts is to be concluded from. */
    private boolean isTrusted() {
        return leases.suspicion().isEmpty();
    }

    /** A leadership begins. */
    void begin(Turn turn) {
        begunMs = turn.nowMs;
        phaseSinceMs = turn.nowMs;
        cluster.all().forEach(member -> member.begin(turn.nowMs));
        DurableState durable = turn.durable();
        turn.tell(
                Type.LEADING,
                "CLUSTER: coordinator of \"" + inForce.counted().name() + "\" leads, epoch " + durable.epoch()
                        + (durable.epoch().value() > 1 ? ", carrying on with run " + durable.run() : ""));
        if (isAwaiting(durable)) {
            turn.tell(Type.AWAITING_HOSTS, "CLUSTER: Awaiting for cluster hosts ready signal");
        }
    }

    /** Something has changed: moves the run on as far as it goes. */
    void advance(Turn turn) {
        if (turn.durable().intent() == RunIntent.RUNNING && isTrusted()) {
            barrier.judge(turn);
        }
        if (turn.durable().isBarrierPassed() && isTrusted()) {
            rememberFormed(turn);
        }
        checkup.judge(turn);
        cluster.all().stream()
                .filter(member -> mayBeTold(turn, member))
                .forEach(member -> goals.update(turn, cluster, member));
        checkup.ask(turn);
        finishHostStops(turn);
        finishClusterStop(turn);
        finish(turn);
        announce(turn);
        enter(turn, phaseOf(turn.durable()));
    }

    private static boolean isAwaiting(DurableState durable) {
        return durable.intent() == RunIntent.RUNNING && !durable.isBarrierPassed();
    }

    /**
     * Whether a host may be given goals: a start waits for all hosts, a stop does not. But a stop waits for a host that may
     * come back, because it cannot be seen whether what runs there needs what is to be stopped here.
     */
    private boolean mayBeTold(Turn turn, Member member) {
        if (turn.durable().intent() == RunIntent.STOPPED) {
            return false; // told to be complete: who comes now was not reached, and that was told too
        }
        if (turn.durable().intent() == RunIntent.STOPPING) {
            return cluster.all().stream().noneMatch(m -> mayComeBack(turn, m));
        }
        return turn.durable().isBarrierPassed() || turn.durable().hosts().containsKey(member.spec.name());
    }

    private ClusterPhase phaseOf(DurableState durable) {
        if (durable.intent() == RunIntent.STOPPING) {
            return ClusterPhase.STOPPING;
        }
        if (durable.intent() == RunIntent.STOPPED) {
            return ClusterPhase.STOPPED;
        }
        if (durable.isAnnounced()) {
            return readiness.isComplete(
                            cluster, durable.restraints().maintenance().keySet())
                    ? ClusterPhase.STARTED
                    : ClusterPhase.DEGRADED;
        }
        if (!durable.isBarrierPassed()) {
            return ClusterPhase.AWAITING_HOSTS;
        }
        return durable.isChecked() ? ClusterPhase.STARTING : ClusterPhase.PREFLIGHT;
    }

    private void enter(Turn turn, ClusterPhase next) {
        shortfall.look(turn, phase, next, turn.nowMs - phaseSinceMs);
        if (next == phase) {
            return;
        }
        pastPhasesMs.merge(phase, turn.nowMs - phaseSinceMs, Long::sum);
        phase = next;
        phaseSinceMs = turn.nowMs;
    }

    static String named(List<String> names) {
        String more = names.size() > NAMED_MAX ? ", ... (" + names.size() + ")" : "";
        return names.stream().limit(NAMED_MAX).collect(Collectors.joining(", ")) + more;
    }

    /** A role that has once been whole must never be bootstrapped again. */
    private void rememberFormed(Turn turn) {
        TreeSet<Role> formed = new TreeSet<>(turn.durable().formed());
        for (Role role : inForce.rules().keySet()) {
            if (!formed.contains(role)
                    && readiness.isFormed(cluster, role, turn.durable().absent().keySet())) {
                formed.add(role);
            }
        }
        turn.change(d -> d.withFormed(formed));
    }

    private void announce(Turn turn) {
        DurableState durable = turn.durable();
        if (durable.intent() == RunIntent.RUNNING
                && durable.isBarrierPassed()
                && !durable.isAnnounced()
                && durable.absent().keySet().containsAll(durable.hosts().keySet())
                && isTrusted()
                && readiness.isComplete(cluster, durable.absent().keySet())) {
            turn.change(DurableState::announced);
            turn.tell(Type.CLUSTER_STARTED, started(turn.nowMs, durable));
            enter(turn, phaseOf(turn.durable()));
        }
    }

    private String started(long nowMs, DurableState durable) {
        long components = inForce.counted().componentIds().size();
        String name = "CLUSTER: cluster \"" + inForce.counted().name() + "\" started";
        String seconds = " sub-components, " + (nowMs - begunMs) / 1000 + " s";
        if (durable.absent().isEmpty()) {
            return name + ": " + cluster.size() + (cluster.size() == 1 ? " host, " : " hosts, ") + components + seconds;
        }
        List<String> absent =
                durable.absent().keySet().stream().map(HostName::value).toList();
        long there = inForce.counted().componentIds().stream()
                .filter(id -> !durable.absent().containsKey(id.host()))
                .count();
        return name + " DEGRADED: " + (cluster.size() - absent.size()) + " of " + cluster.size() + " hosts, " + there
                + " of " + components + seconds + "; without " + named(absent);
    }

    private void finishHostStops(Turn turn) {
        for (Member member : cluster.all()) {
            SessionId session = member.session;
            boolean done = GoalBook.isStopping(turn.durable(), member)
                    && member.isRegistered()
                    && member.goalsSent != null
                    && !member.isAnythingAlive();
            if (done && session != null) {
                HostName host = member.spec.name();
                turn.change(d -> d.withHost(host, new HostStop(member.incarnation)));
                turn.send(session, new Shutdown(turn.durable().epoch(), "stopped by an operator"));
            }
        }
    }

    /**
     * What an agent last said may be older than the goals that are on their way to it; so a host counts as stopped only when
     * its agent, told to end, has said goodbye, which it does when nothing runs any more.
     */
    private void finishClusterStop(Turn turn) {
        if (turn.durable().intent() != RunIntent.STOPPING || !isEverybodyDown(turn)) {
            return;
        }
        for (Member member : cluster.all()) {
            if (member.session != null && !member.shutdownSent) {
                member.shutdownSent = true;
                turn.send(member.session, new Shutdown(turn.durable().epoch(), "the cluster was stopped"));
            }
        }
        if (cluster.registered() > 0) {
            return;
        }
        turn.change(d -> d.intending(RunIntent.STOPPED));
        List<String> gone = cluster.all().stream()
                .filter(m -> m.status == AgentStatus.LOST || m.isAnythingAlive())
                .map(m -> m.spec.name().value())
                .toList();
        String rest = gone.isEmpty() ? "" : "; not reached, so perhaps still running: " + named(gone);
        turn.tell(Type.CLUSTER_STOPPED, "CLUSTER: stopped in " + (turn.nowMs - phaseSinceMs) / 1000 + " s" + rest);
    }

    /** The stop is stored: nothing is left to do. */
    private void finish(Turn turn) {
        if (turn.durable().intent() == RunIntent.STOPPED && !finished) {
            finished = true;
            turn.finish("the cluster was stopped");
        }
    }

    private boolean isEverybodyDown(Turn turn) {
        return cluster.all().stream()
                .allMatch(m -> m.isRegistered() ? m.goalsSent != null && !m.isAnythingAlive() : !mayComeBack(turn, m));
    }

    /** A host that has just been lost, or has not come back yet after a change of leaders, is waited for: one lease. */
    private boolean mayComeBack(Turn turn, Member member) {
        return switch (member.status) {
            case AWAITED -> turn.nowMs - begunMs < settings.sessions().leaseMs();
            case LOST -> turn.nowMs - member.statusSinceMs < settings.sessions().leaseMs();
            case REGISTERED, MAINTENANCE, LEFT -> false;
        };
    }

    /** Tells what is worth telling of the difference between what was known of a host and what it says now. */
    void tellChanges(Turn turn, Member member, List<Observation> observations) {
        for (Observation now : observations) {
            Observation before = member.observation(now.role());
            if (before.state() == now.state() && before.gaveUp() == now.gaveUp()) {
                tellStep(turn, member, before, now);
                continue;
            }
            boolean failed = now.state() == ComponentState.FAILED;
            String cause = now.failure() == null ? "" : ": " + now.failure().message();
            String end = now.gaveUp() ? "; not tried again" : "";
            turn.tell(new ClusterEvent(
                            failed ? Type.COMPONENT_FAILED : Type.COMPONENT_CHANGED,
                            member.spec.name(),
                            now.role(),
                            now.state(),
                            "CLUSTER: " + member.spec.name() + "/" + now.role() + " "
                                    + now.state().wordAfter(before.state()) + (failed ? cause + end : ""))
                    .at(now.progress())
                    .because(failed ? now.failure() : null));
        }
    }

    /** Of a small cluster each quarter of a download is told, of a large one only that it has begun: events are kept, and not without limit. */
    private void tellStep(Turn turn, Member member, Observation before, Observation now) {
        int components = inForce.counted().componentIds().size();
        int steps = Math.max(1, Math.min(INSTALL_STEPS_MAX, STEPS_OF_ALL_MAX / Math.max(1, components)));
        Optional<String> step = InstallStep.of(now, steps);
        if (step.isPresent() && !step.equals(InstallStep.of(before, steps))) {
            turn.tell(new ClusterEvent(
                            Type.COMPONENT_PROGRESSED,
                            member.spec.name(),
                            now.role(),
                            now.state(),
                            "CLUSTER: " + member.spec.name() + "/" + now.role() + " is being installed: " + step.get())
                    .at(now.progress()));
        }
    }

    /** Time has passed: reminds of who is missing, the operator rarely and the waiting agents more often. */
    void remind(Turn turn) {
        if (!isAwaiting(turn.durable()) || barrier.isEverybodyThere(turn.durable())) {
            return;
        }
        long waitedMs = turn.nowMs - begunMs;
        long dueMs = reminders < REMIND_AFTER_MS.length
                ? REMIND_AFTER_MS[reminders]
                : REMIND_AFTER_MS[REMIND_AFTER_MS.length - 1] * (reminders - REMIND_AFTER_MS.length + 2);
        if (waitedMs >= dueMs) {
            reminders++;
            List<String> missing =
                    missing(turn.durable()).stream().map(HostName::value).toList();
            turn.tell(
                    Type.STILL_WAITING,
                    "CLUSTER: waiting " + waitedMs / 1000 + " s, " + missing.size() + " of " + cluster.size()
                            + " hosts missing: " + named(missing) + "; to go on without one: muster host skip "
                            + (missing.size() == 1 ? missing.get(0) : "HOST"));
        }
        tellAgents(turn);
    }

    private void tellAgents(Turn turn) {
        long everyMs = Math.max(2_000, 2L * cluster.size());
        long ready = cluster.registered();
        if (ready == lastWaitingCount || turn.nowMs - lastWaitingMs < everyMs) {
            return;
        }
        lastWaitingCount = ready;
        lastWaitingMs = turn.nowMs;
        List<HostName> missing =
                missing(turn.durable()).stream().limit(NAMED_MAX).toList();
        for (Member member : cluster.all()) {
            if (member.session != null) {
                turn.send(member.session, new Waiting(turn.durable().epoch(), (int) ready, cluster.size(), missing));
            }
        }
    }

    private List<HostName> missing(DurableState durable) {
        return Quorum.missing(cluster, durable).stream().map(m -> m.spec.name()).toList();
    }
}
