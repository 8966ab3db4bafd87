package dev.muster.coordinator.core;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.coordinator.core.BalancerTalk.Asked;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries a change out, step by step.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>Every step is stored before anything is said of it; whoever leads next goes on with it. A step that is done is never taken again.
 *   <li>A batch is begun only when nothing of the one before is under way, and when every other component of its role is READY and joined: so
 *       never more are down than one batch. What does not run anyway may be begun at any time. An operator may force it.
 *   <li>A restarted component is done when another launch than before, made from what is in force, is READY and has joined.
 *   <li>A component that leaves is gone from the cluster when its agent says that nothing of it is left. A try that failed fails no step: the
 *       agent tries again, and the step fails when it still cannot after {@value #LEAVE_RETRIES_MS} ms, or the agent gave up to start it.
 *   <li>A component that a change takes down is stopped only when it is out of its balancer. What is restarted or joins is put in only when it
 *       has joined and passed the operator's own check; what could not be taken out is put back. What has failed later stays out.
 *   <li>A change that takes everything down at once has the whole cluster taken out of the balancer before its first step, and put back after its
 *       last one, where the file has hooks for that ({@link WholeCluster}).
 *   <li>Of a role that goes over to the other side of its pair one component is restarted first, and has that side warmed up; no other one
 *       follows before. When it fails, the next one has it warmed up.
 *   <li>After more failed steps than the change allows no further batch is begun until an operator says how it goes on.
 * </ol>
 */
final class Rollout {

    /** How long a started component may take to have joined, beyond what its own start may take, until its step counts as failed. */
    static final long SETTLE_MS = 900_000;

    /** How long a component that could not leave is tried again by its agent, every 30 s, until its step counts as failed. */
    static final long LEAVE_RETRIES_MS = 300_000;

    private final InForce inForce;
    private final Cluster cluster;
    private final GoalBook goals;
    private final Leases leases;
    private final Readiness readiness;
    private final Map<ComponentId, Since> since = new HashMap<>();
    private final Map<ComponentId, Long> failingSince = new HashMap<>();
    private final BalancerTalk balancer;
    private final WholeCluster whole;

    /** Of the next batch, as they were looked at last (rule 2). */
    private List<Precondition> preconditions = List.of();

    Rollout(
            InForce inForce,
            Cluster cluster,
            GoalBook goals,
            Leases leases,
            Readiness readiness,
            BalancerTalk balancer) {
        this.inForce = inForce;
        this.cluster = cluster;
        this.goals = goals;
        this.leases = leases;
        this.readiness = readiness;
        this.balancer = balancer;
        this.whole = new WholeCluster(inForce, balancer);
    }

    /** In which phase a step is, and since when, under this leadership. */
    private record Since(Phase phase, long atMs) {}

    private static boolean isOpen(DurableState durable) {
        Change change = durable.change();
        return change != null && !change.status().isOver() && durable.intent() == RunIntent.RUNNING;
    }

    /** Whether it goes on by time alone. */
    static boolean waitsForTime(DurableState durable) {
        return isOpen(durable) || WholeCluster.isLeftOut(durable);
    }

    /** Takes the change as far as it goes now; whether anything is different. */
    boolean advance(Turn turn) {
        if (leases.suspicion().isPresent()) {
            return false;
        }
        DurableState before = turn.durable();
        if (!isOpen(before)) {
            whole.putBack(turn);
            return !turn.durable().equals(before);
        }
        turn.change().underWay().toList().forEach(step -> further(turn, step));
        if (turn.change().underWay().findAny().isEmpty()) {
            begin(turn);
        }
        remember(turn);
        return !turn.durable().equals(before);
    }

    // --- steps under way

    private void further(Turn turn, Step step) {
        Member member = cluster.member(step.component().host());
        boolean isAtBalancer = step.phase() == Phase.OUT || step.phase() == Phase.IN;
        if (member == null || !member.isRegistered() && !isAtBalancer) {
            if (step.forced() || turn.change().status() == Status.CANCELLING) {
                fail(turn, step, away(step.component().host()));
            }
            return; // otherwise it is waited for
        }
        Role role = step.component().role();
        Observation seen = member.observation(role);
        switch (step.phase()) {
            case OUT -> out(turn, step);
            case STOPPING -> {
                if (!seen.state().isAlive()) {
                    become(turn, step.in(Phase.STARTING));
                }
            }
            case LEAVING -> {
                if (seen.state() == ComponentState.ABSENT) {
                    become(turn, step.in(Phase.DONE));
                } else {
                    leave(turn, step, seen);
                }
            }
            case STARTING -> started(turn, step, member, seen);
            case CHECKING -> check(turn, step);
            case WARMING -> warm(turn, step);
            case IN -> in(turn, step);
            case PENDING, DONE, FAILED -> {
                // not under way
            }
        }
    }

    // --- the balancer

    private void out(Turn turn, Step step) {
        Phase next = step.action() == Action.LEAVE ? Phase.LEAVING : Phase.STOPPING;
        if (!balancer.isBehind(step.component().role())) {
            become(turn, step.in(next));
            return;
        }
        Asked asked = balancer.asked(turn, step.component(), BalancerAction.DISABLE);
        if (asked.isAnswered() && asked.failure() != null) {
            become(turn, step.putBack(asked.failure()));
        } else if (asked.isAnswered() && asked.action() == BalancerAction.DISABLE) {
            balancer.ask(turn, step.component(), BalancerAction.DRAIN);
        } else if (asked.isAnswered()) {
            become(turn, step.in(next));
        }
    }

    private void check(Turn turn, Step step) {
        Asked asked = balancer.isChecked(step.component().role())
                ? balancer.asked(turn, step.component(), BalancerAction.CHECK)
                : null;
        if (asked != null && !asked.isAnswered()) {
            return;
        }
        if (asked != null && asked.failure() != null) {
            fail(turn, step, asked.failure());
        } else {
            become(turn, step.in(turn.change().isWarm(step.component().role()) ? Phase.IN : Phase.WARMING));
        }
    }

    /** One has the store warmed up; whoever has come as far beside it is served users when that is done, or has it done in its turn. */
    private void warm(Turn turn, Step step) {
        if (turn.change().isWarm(step.component().role())
                || !balancer.isWarmedUp(step.component().role())) {
            become(turn, step.in(Phase.IN));
        } else if (turn.change().isWarming(step)) {
            Asked asked = balancer.asked(turn, step.component(), BalancerAction.WARM);
            if (asked.isAnswered() && asked.failure() != null) {
                fail(turn, step, asked.failure());
            } else if (asked.isAnswered()) {
                become(turn, step.in(Phase.IN));
            }
        }
    }

    /** Also who has joined for the first time, and who was to leave and could not be taken out. */
    private void in(Turn turn, Step step) {
        Failure why = step.failure();
        Asked asked = balancer.isBehind(step.component().role())
                ? balancer.asked(turn, step.component(), BalancerAction.ENABLE)
                : null;
        if (asked != null && !asked.isAnswered()) {
            return;
        }
        if (why != null) {
            fail(turn, step, why);
        } else if (asked != null && asked.failure() != null) {
            fail(turn, step, asked.failure());
        } else {
            become(turn, step.in(Phase.DONE));
        }
    }

    /** The agent tries again by itself; while a try goes on, it tells how far that is. */
    private void leave(Turn turn, Step step, Observation seen) {
        Failure failure = seen.failure();
        if (failure == null) {
            failingSince.remove(step.component());
            return;
        }
        long firstMs = failingSince.computeIfAbsent(step.component(), id -> turn.nowMs);
        boolean isTried = !seen.progress().isEmpty();
        if (seen.gaveUp() || !isTried && turn.nowMs - firstMs > LEAVE_RETRIES_MS) {
            failingSince.remove(step.component());
            fail(turn, step, failure);
        }
    }

    private static Failure away(HostName host) {
        return Failure.of(
                "STEP_LEFT_OPEN",
                "the agent of " + host + " is away, and an operator does not want it waited for",
                "When it is back it is told what its definition says. See what runs there: muster status");
    }

    private void started(Turn turn, Step step, Member member, Observation seen) {
        boolean isNew = seen.launch() != null && !seen.launch().equals(step.before());
        // what joins is told more of the others while it joins, and need not start again for that
        boolean isOfNow = step.action() == Action.JOIN
                || goals.isCurrent(turn.durable(), member, step.component().role());
        Failure failure = seen.failure();
        if (seen.isJoined() && isNew && isOfNow) {
            become(turn, step.in(Phase.CHECKING));
        } else if (step.action() == Action.RESTART && seen.state() == ComponentState.READY && !(isNew && isOfNow)) {
            become(turn, step.in(Phase.STOPPING)); // it has come back as it was: it never heard that it is to stop
        } else if (seen.state() == ComponentState.FAILED && seen.gaveUp() && failure != null && isNew) {
            fail(turn, step, failure);
        } else if (ageMs(turn.nowMs, step) > SETTLE_MS) {
            fail(
                    turn,
                    step,
                    Failure.of(
                            "NOT_SETTLED",
                            step.component() + " has not joined within " + SETTLE_MS / 60_000 + " minutes of its start",
                            "Why: muster why " + step.component()));
        }
    }

    private void fail(Turn turn, Step step, Failure why) {
        become(turn, step.failed(why));
        Change change = turn.change();
        turn.tell(new ClusterEvent(
                        Type.CHANGE_STEP_FAILED,
                        step.component().host(),
                        step.component().role(),
                        null,
                        "CLUSTER: change " + change.number() + ": " + step.component() + " failed: " + why.message())
                .because(why));
        if (change.failures() > change.failuresMax() && change.status() == Status.RUNNING) {
            turn.change(d -> d.withChange(turn.change().with(Status.FAILED), d.standing()));
            turn.tell(
                    Type.CHANGE_FAILED,
                    "CLUSTER: change " + change.number() + " has stopped: " + change.failures()
                            + (change.failures() == 1 ? " step has" : " steps have")
                            + " failed; go on with muster change retry, resume or cancel, or go back: muster rollback "
                            + change.from());
        }
    }

    /** Stores that a step is further, and where its component stands by that. */
    private void become(Turn turn, Step step) {
        DurableState durable = turn.durable();
        TreeMap<ComponentId, Generation> standing = new TreeMap<>(durable.standing());
        boolean startsAnew = step.action() == Action.RESTART && step.phase() == Phase.STARTING;
        boolean hasJoined =
                step.action() == Action.JOIN && (step.phase() == Phase.CHECKING || step.phase() == Phase.FAILED);
        boolean hasLeft = step.action() == Action.LEAVE && step.phase() == Phase.DONE;
        if (startsAnew || hasJoined || hasLeft) {
            standing.remove(step.component());
        }
        turn.change(d -> d.withChange(turn.change().with(step), standing));
        since.put(step.component(), new Since(step.phase(), turn.nowMs));
        balancer.forget(step.component());
        if (step.phase() == Phase.DONE) {
            Change change = turn.change();
            long done = change.steps().stream()
                    .filter(each -> each.phase() == Phase.DONE)
                    .count();
            turn.tell(new ClusterEvent(
                    Type.CHANGE_STEP,
                    step.component().host(),
                    step.component().role(),
                    null,
                    "CLUSTER: change " + change.number() + ": " + step.component() + " " + past(step.action()) + ", "
                            + done + " of " + change.steps().size() + " done"));
        }
    }

    private static String past(Action action) {
        return switch (action) {
            case JOIN -> "has joined";
            case RESTART -> "is restarted";
            case LEAVE -> "has left";
        };
    }

    // --- the next batch

    private void begin(Turn turn) {
        Change change = turn.change();
        if (change.status() == Status.CANCELLING && whole.isReadyForTheEnd(turn)) {
            Change last = turn.change();
            turn.change(d -> d.withChange(last.with(Status.CANCELLED), d.standing()));
        }
        if (change.status() != Status.RUNNING) {
            return;
        }
        List<Step> batch = next(change);
        if (batch.isEmpty()) {
            if (whole.isReadyForTheEnd(turn)) {
                end(turn, turn.change());
            }
            return;
        }
        List<Precondition> before = preconditions;
        preconditions = preconditions().ofBatch(turn.durable(), batch);
        Failure hold = Precondition.firstUnmet(preconditions);
        if (hold == null && !whole.isReadyForSteps(turn)) {
            preconditions = List.of(WholeCluster.AWAITED);
        } else if (hold == null) {
            preconditions = List.of();
            fixSeeds(turn, batch.get(0));
            batch.forEach(step -> become(turn, begun(step)));
        } else if (!hold.equals(Precondition.firstUnmet(before))) {
            turn.tell(new ClusterEvent(
                            Type.CHANGE_WAITS,
                            null,
                            null,
                            null,
                            "CLUSTER: change " + change.number() + " waits: " + hold.message())
                    .because(hold));
        }
    }

    private Preconditions preconditions() {
        return new Preconditions(cluster, readiness, inForce.members(), inForce.rules());
    }

    /** A role that is new to the cluster may form from now on: its seeds are not chosen again. */
    private static void fixSeeds(Turn turn, Step first) {
        if (first.action() == Action.JOIN) {
            TreeSet<Role> sown = new TreeSet<>(turn.durable().sown());
            sown.add(first.component().role());
            turn.change(d -> d.withSown(sown));
        }
    }

    private Step begun(Step step) {
        Member member = cluster.member(step.component().host());
        Observation seen = member == null
                ? Observation.absent(step.component().role())
                : member.observation(step.component().role());
        return step.action() == Action.JOIN
                ? step.in(Phase.STARTING)
                : step.in(Phase.OUT).replacing(seen.launch());
    }

    /** The steps of the next batch. Of those of one role and action whoever does not run anyway comes first: it can lose nothing. */
    private List<Step> next(Change change) {
        List<Step> pending = change.steps().stream()
                .filter(step -> step.phase() == Phase.PENDING)
                .toList();
        if (pending.isEmpty()) {
            return List.of();
        }
        Step first = pending.get(0);
        Map<Integer, List<Step>> alike = pending.stream()
                .filter(step -> step.action() == first.action()
                        && step.component().role().equals(first.component().role()))
                .collect(Collectors.groupingBy(Step::batch, TreeMap::new, Collectors.toList()));
        return alike.values().stream()
                .filter(batch -> first.action() == Action.RESTART)
                .filter(batch -> batch.stream().noneMatch(preconditions()::isUp))
                .findFirst()
                .orElse(alike.values().iterator().next());
    }

    private void end(Turn turn, Change change) {
        long failed = change.failures();
        turn.change(d -> d.withChange(change.with(Status.DONE), d.standing()));
        turn.tell(
                Type.CHANGE_DONE,
                "CLUSTER: change " + change.number() + " is done: "
                        + (change.steps().size() - failed) + " of "
                        + Change.counted(change.steps().size()) + (failed == 0 ? "" : ", " + failed + " failed"));
    }

    // --- what is known of it

    /** What everybody who looks at the cluster is to see, though no change goes on. */
    Optional<Problem> notice(DurableState durable) {
        return whole.notice(durable);
    }

    private void remember(Turn turn) {
        Change change = turn.change();
        Set<ComponentId> underWay = change.underWay().map(Step::component).collect(Collectors.toSet());
        since.keySet().retainAll(underWay);
        failingSince.keySet().retainAll(underWay);
        change.underWay()
                .forEach(step -> since.compute(
                        step.component(),
                        (id, last) -> last != null && last.phase == step.phase()
                                ? last
                                : new Since(step.phase(), turn.nowMs)));
    }

    private long ageMs(long nowMs, Step step) {
        Since last = since.get(step.component());
        return last == null || last.phase != step.phase() ? 0 : nowMs - last.atMs;
    }

    /** Where the change is that goes on, or the last one that did; null before the first. */
    @Nullable
    ChangeView view(DurableState durable, long nowMs) {
        Change change = durable.change();
        if (change == null) {
            return null;
        }
        return new ChangeView(
                change.number(),
                change.from(),
                change.to(),
                change.who(),
                change.reason(),
                change.begunAtMs(),
                change.strategy(),
                change.status(),
                change.status() == Status.RUNNING ? preconditions : List.of(),
                change.steps().stream()
                        .map(step -> new ChangeView.Step(
                                step.batch(),
                                step.action(),
                                step.component(),
                                step.phase(),
                                ageMs(nowMs, step),
                                step.failure()))
                        .toList());
    }
}
