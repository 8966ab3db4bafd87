package dev.muster.agent.core;

import dev.muster.agent.core.AgentCommand.Install;
import dev.muster.agent.core.AgentCommand.Launch;
import dev.muster.agent.core.AgentCommand.Stop;
import dev.muster.agent.core.AgentCommand.Watch;
import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.agent.core.AgentDurable.Membership;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One component of this host: its goal, its state, and the one thing to do next.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>At most one launch at a time: a new one only from STOPPED or FAILED, which both mean that nothing of the last is left.
 *   <li>An event of another launch than the current is ignored, so nothing old makes a failed launch ready.
 *   <li>A new plan does not touch what runs; it is used at the next launch.
 *   <li>READY is what the probes of level OWN say of this launch, and nothing else.
 *   <li>An exit that nobody asked for is a failure, whatever its code.
 *   <li>What was joined, lives, and is denied by those who must know it is restarted, once: not again before it was joined
 *       again. Silence is no denial (docs/adr/0005).
 *   <li>An operator's retry counts in FAILED, where nothing of the last launch is left, and for a leaving that failed: it
 *       touches nothing that runs.
 *   <li>Where LEFT is wanted, what was launched here since it last left, and has a way to leave, is not stopped and not ABSENT
 *       before it says itself that it has left.
 * </ol>
 */
final class ComponentMachine {

    /** How long the own probes may fail before a READY component counts as starting again. */
    static final long UNREADY_AFTER_MS = 10_000;

    private final Role role;
    private final Supplier<LaunchId> nextLaunchId;
    private final Supplier<ClusterId> cluster;
    private final Consumer<AgentCommand> commands;
    private final Consumer<String> ignored;
    private final Restarts restarts = new Restarts();
    private final ProbeResults probes = new ProbeResults();
    private final Leaving leaving;

    private ComponentState state = ComponentState.ABSENT;
    private @Nullable Goal goal;
    private @Nullable LaunchPlan plan;
    private @Nullable PlanHash installed;
    private @Nullable PlanHash installing;
    private @Nullable LaunchRecord launch;
    private @Nullable Failure failure;
    private @Nullable Failure afterStop;
    private long pid;
    private long launchedAtMs;
    private boolean wasReady;
    private String progress = "";
    private @Nullable Observation ageless;

    ComponentMachine(
            Role role,
            Membership membership,
            Supplier<LaunchId> nextLaunchId,
            Supplier<ClusterId> cluster,
            Consumer<AgentCommand> commands,
            Consumer<String> ignored) {
        this.role = role;
        this.nextLaunchId = nextLaunchId;
        this.cluster = cluster;
        this.commands = commands;
        this.leaving = new Leaving(role, membership, commands);
        this.ignored = ignored;
    }

    /** Evidence is as much older as time has passed since it was told. */
    Observation observation(long nowMs) {
        return observation(state.isAlive() ? probes.at(nowMs) : List.of());
    }

    /** The same, but for the ages: two are equal when there is nothing to tell. */
    Observation ageless() {
        Observation known = ageless;
        if (known == null) {
            known = observation(state.isAlive() ? probes.ageless() : List.of());
            ageless = known;
        }
        return known;
    }

    /** Something that is observed may be different now. */
    private void touch() {
        ageless = null;
    }

    private Observation observation(List<Evidence> evidence) {
        LaunchRecord current = launch;
        return new Observation(
                role,
                state,
                current == null ? null : current.launch(),
                current == null ? null : current.plan().hash(),
                state.isAlive() ? pid : 0,
                evidence,
                failure,
                restarts.count(),
                restarts.hasGivenUp(),
                progress);
    }

    /** What is to run here, and how far that is; empty as long as there is no plan, or when it is to be gone. */
    Optional<Prospect> prospect() {
        LaunchPlan current = plan;
        Goal wanted = goal;
        if (current == null || wanted != null && isToBeGone(wanted.state())) {
            return Optional.empty();
        }
        return Optional.of(new Prospect(current, isInstalled(), state.isAlive()));
    }

    private static boolean isToBeGone(GoalState wanted) {
        return wanted == GoalState.ABSENT || wanted == GoalState.LEFT;
    }

    /** Whether it was launched here and may not have left all the way, and the last goal was not that it be gone as it is. */
    boolean belongs() {
        return leaving.membership() != Membership.NONE && (goal == null || goal.state() != GoalState.ABSENT);
    }

    Membership membership() {
        return leaving.membership();
    }

    ComponentState state() {
        return state;
    }

    /** The launch that may be alive; null when none can be. */
    @Nullable
    LaunchRecord liveLaunch() {
        return state.isAlive() ? launch : null;
    }

    /** Takes a goal; a changed one is also a word to try again, as is what does not keep a launch any more. */
    void want(Goal newGoal, @Nullable LaunchPlan newPlan) {
        boolean changed =
                goal == null || goal.state() != newGoal.state() || !Objects.equals(goal.planHash(), newGoal.planHash());
        boolean freed = goal != null && !goal.ignoredChecks().containsAll(newGoal.ignoredChecks());
        goal = newGoal;
        if (newPlan != null) {
            plan = newPlan;
            lookBy(newPlan);
        }
        if (changed) {
            restarts.forgive();
            leaving.hurry();
            touch();
        }
        if (freed) {
            retry();
        }
    }

    /**
     * What runs keeps the plan that it was launched from, but for its probes and its way to leave: who must see it may be others
     * than when it was launched, as when a host comes that the start went on without.
     */
    private void lookBy(LaunchPlan newPlan) {
        LaunchRecord current = launch;
        boolean isWatched = state == ComponentState.STARTING || state == ComponentState.READY;
        if (current == null
                || !isWatched
                || newPlan.hash().equals(current.plan().hash())
                || !newPlan.runsLike(current.plan())) {
            return;
        }
        if (current.plan().hash().equals(installed)) {
            installed = newPlan.hash();
        }
        launch = new LaunchRecord(current.launch(), newPlan);
        if (pid != 0) {
            commands.accept(new Watch(role, current.launch(), newPlan));
        }
        touch();
    }

    /**
     * An operator has repaired what made it fail: it is tried at once, as often as after its first launch.
     *
     * @return whether there was anything to try again
     */
    boolean retry() {
        if (state != ComponentState.FAILED) {
            return leaving.hurry();
        }
        restarts.beginAnew();
        touch();
        return true;
    }

    /** After a restart of the agent: the journal knows this launch, and this is what became of it. */
    void adopt(LaunchRecord known, long foundPid, @Nullable Failure gone, long nowMs) {
        touch();
        launch = known;
        plan = known.plan();
        launchedAtMs = nowMs;
        leaving.launched(true);
        if (gone == null) {
            pid = foundPid;
            state = ComponentState.STARTING;
            probes.begin(known.plan(), true, nowMs);
            commands.accept(new Watch(role, known.launch(), known.plan()));
        } else {
            failure = gone;
            state = ComponentState.FAILED;
        }
    }

    /**
     * Does the next thing on the way from what is to what is wanted.
     *
     * @param asked the goal's state, or what overrides it
     */
    void reconcile(long nowMs, GoalState asked) {
        watchClock(nowMs);
        boolean leaves = asked == GoalState.LEFT && leaving.isNeeded(plan);
        if (asked != GoalState.LEFT) {
            stay(nowMs);
        } else if (!leaves && !state.isAlive() && !leaving.isClosed(plan, nowMs)) {
            return;
        }
        reconcile(nowMs, asked == GoalState.LEFT ? inPlaceOfLeft(leaves) : asked, leaves);
        if (asked == GoalState.LEFT && !leaves && state == ComponentState.ABSENT) {
            leaving.gone();
        }
    }

    /** What is to leave must run for it, and what has nothing to leave, or has left, must be gone. */
    private static GoalState inPlaceOfLeft(boolean leaves) {
        return leaves ? GoalState.RUNNING : GoalState.ABSENT;
    }

    /** Whatever was done for leaving is undone. */
    private void stay(long nowMs) {
        if (leaving.stays(plan, nowMs)) {
            failure = state.isAlive() ? null : failure;
            progress = state == ComponentState.INSTALLING ? progress : "";
            touch();
        }
    }

    private void reconcile(long nowMs, GoalState wanted, boolean leaves) {
        boolean run = wanted == GoalState.RUNNING;
        switch (state) {
            case ABSENT -> {
                if (leaves && plan == null) {
                    failure = Leaving.unknownWay(role);
                    become(ComponentState.FAILED);
                } else {
                    beginInstall(wanted);
                }
            }
            case STOPPED -> {
                if (wanted == GoalState.ABSENT) {
                    become(ComponentState.ABSENT);
                } else if (run) {
                    installOrLaunch(nowMs);
                }
            }
            case STARTING, READY -> {
                if (!run) {
                    stop();
                } else if (leaves) {
                    leave(nowMs);
                } else {
                    restartUnjoined();
                }
            }
            case FAILED -> {
                if (wanted == GoalState.ABSENT) {
                    failure = null;
                    become(ComponentState.ABSENT);
                } else if (!run && (launch != null || isInstalled())) {
                    failure = null;
                    become(ComponentState.STOPPED);
                } else if (restarts.isDue(nowMs)) {
                    installOrLaunch(nowMs);
                }
            }
            case INSTALLING, STOPPING, UNKNOWN -> {
                // something is under way; its end is an event
            }
        }
    }

    private void watchClock(long nowMs) {
        LaunchRecord current = launch;
        if (current == null) {
            return;
        }
        if (state == ComponentState.STARTING
                && !wasReady
                && !leaving.isUnderWay()
                && nowMs - launchedAtMs > current.plan().startTimeoutMs()) {
            afterStop = Failure.of(
                    "START_TIMEOUT",
                    role + " was not ready within " + current.plan().startTimeoutMs() / 1000 + " s: " + probes.unmet(),
                    "Look at its output, and raise its startTimeout if it only needs longer.");
            stop();
        } else if (state == ComponentState.READY && probes.ownFailingMs(nowMs) > UNREADY_AFTER_MS) {
            become(ComponentState.STARTING);
        }
    }

    private void restartUnjoined() {
        LaunchRecord current = launch;
        if (current == null || state != ComponentState.READY) {
            return;
        }
        probes.unjoined(current.plan()).ifPresent(denial -> {
            afterStop = Failure.of(
                    "NOT_JOINED",
                    role + " runs, but what it had joined does not know it any more: " + denial,
                    "It is restarted once. If it is not joined then, look at its output and at the network to its"
                            + " peers.");
            stop();
        });
    }

    private void leave(long nowMs) {
        LaunchRecord current = launch;
        LaunchPlan how = plan;
        // what was never ready has joined nothing; its start timeout ends the waiting
        boolean canLeave = state == ComponentState.READY || wasReady || leaving.isAdopted();
        if (current != null && how != null && pid != 0 && canLeave && leaving.begin(current.launch(), how, nowMs)) {
            progress = "leaving";
            touch();
        }
    }

    void left(LaunchId id) {
        if (isLeaving(id)) {
            leaving.done();
            failure = null;
            progress = "";
            touch();
        }
    }

    /** It goes on running, and is tried again later. */
    void leaveFailed(LaunchId id, Failure why, long nowMs) {
        if (isLeaving(id)) {
            leaving.failed(nowMs);
            failure = why;
            progress = "";
            touch();
        }
    }

    void leaveProgressed(LaunchId id, String text) {
        if (isLeaving(id)) {
            progress = text;
            touch();
        }
    }

    private boolean isLeaving(LaunchId id) {
        if (current(id) == null) {
            return false;
        }
        if (!leaving.isUnderWay()) {
            ignored.accept("leave.not-asked");
        }
        return leaving.isUnderWay();
    }

    void leaveClosed(@Nullable Failure why, long nowMs) {
        boolean toBeGone = goal != null && goal.state() == GoalState.LEFT;
        if (!leaving.closed(why == null, toBeGone, nowMs)) {
            ignored.accept("leave.not-asked");
        } else if (why != null || state == ComponentState.STOPPED) {
            failure = why;
            touch();
        }
    }

    private void beginInstall(GoalState wanted) {
        LaunchPlan wantedPlan = plan;
        if (wanted == GoalState.ABSENT || wantedPlan == null) {
            return;
        }
        installing = wantedPlan.hash();
        progress = "installing";
        become(ComponentState.INSTALLING);
        commands.accept(new Install(role, wantedPlan));
    }

    private boolean isInstalled() {
        return plan != null && plan.hash().equals(installed);
    }

    private void installOrLaunch(long nowMs) {
        LaunchPlan wantedPlan = plan;
        if (wantedPlan == null) {
            return;
        }
        if (!isInstalled()) {
            beginInstall(GoalState.RUNNING);
            return;
        }
        LaunchRecord next = new LaunchRecord(nextLaunchId.get(), wantedPlan);
        if (launch != null && failure != null) {
            restarts.launchedAgain(nowMs);
        }
        launch = next;
        pid = 0;
        wasReady = false;
        launchedAtMs = nowMs;
        failure = null;
        leaving.launched(false);
        probes.begin(wantedPlan, false, nowMs);
        become(ComponentState.STARTING);
        SortedSet<String> ignoredChecks = goal == null ? Collections.emptySortedSet() : goal.ignoredChecks();
        commands.accept(new Launch(role, next.launch(), wantedPlan, cluster.get(), ignoredChecks));
    }

    private void stop() {
        LaunchRecord current = launch;
        if (current != null) {
            become(ComponentState.STOPPING);
            leaving.interrupted();
            progress = "";
            commands.accept(new Stop(role, current.launch(), current.plan().stop()));
        }
    }

    void installed(PlanHash hash) {
        if (isInstalling(hash)) {
            installed = hash;
            installing = null;
            failure = null;
            progress = "";
            become(ComponentState.STOPPED);
        }
    }

    void installFailed(PlanHash hash, Failure why, long nowMs) {
        LaunchPlan wantedPlan = plan;
        if (isInstalling(hash) && wantedPlan != null) {
            installing = null;
            progress = "";
            failure = why;
            restarts.preparationFailed(wantedPlan.restart(), nextLaunchId.get(), nowMs);
            become(ComponentState.FAILED);
        }
    }

    void installProgressed(PlanHash hash, String text) {
        if (isInstalling(hash)) {
            progress = text;
            touch();
        }
    }

    private boolean isInstalling(PlanHash hash) {
        boolean current = state == ComponentState.INSTALLING && hash.equals(installing);
        if (!current) {
            ignored.accept("install.other-plan");
        }
        return current;
    }

    void launched(LaunchId id, long newPid) {
        LaunchRecord current = current(id);
        if (current != null && state.isAlive()) {
            pid = newPid;
            touch();
            if (state == ComponentState.STARTING) {
                commands.accept(new Watch(role, id, current.plan()));
            }
        }
    }

    /** A launch that did not come about, or a process that ended. */
    void ended(LaunchId id, Failure why, boolean fatal, long nowMs) {
        LaunchRecord current = current(id);
        if (current == null || !state.isAlive()) {
            return;
        }
        if (state == ComponentState.STOPPING) {
            // the end of the whole tree is what counts, and is told by StopDone
            return;
        }
        leaving.ended(plan, why);
        progress = "";
        fail(current, why, fatal, nowMs);
    }

    private void fail(LaunchRecord current, Failure why, boolean fatal, long nowMs) {
        restarts.failed(current.plan().restart(), current.launch(), launchedAtMs, fatal, nowMs);
        failure = why;
        become(ComponentState.FAILED);
    }

    void probed(LaunchId id, List<Evidence> seen, long nowMs) {
        if (current(id) == null || (state != ComponentState.STARTING && state != ComponentState.READY)) {
            return;
        }
        probes.seen(seen, nowMs);
        touch();
        if (probes.ownPassed() && state == ComponentState.STARTING) {
            wasReady = true;
            become(ComponentState.READY);
        }
    }

    void stopDone(LaunchId id, long nowMs) {
        LaunchRecord current = current(id);
        if (current == null || state != ComponentState.STOPPING) {
            return;
        }
        Failure why = afterStop;
        afterStop = null;
        if (why == null) {
            failure = null;
            become(ComponentState.STOPPED);
        } else {
            fail(current, why, false, nowMs);
        }
    }

    /** Something could not be ended: it counts as alive, and the stop is tried again. */
    void stopFailed(LaunchId id, Failure why) {
        LaunchRecord current = current(id);
        if (current != null && state == ComponentState.STOPPING) {
            failure = why;
            touch();
            commands.accept(new Stop(role, id, current.plan().stop()));
        }
    }

    private @Nullable LaunchRecord current(LaunchId id) {
        LaunchRecord current = launch;
        if (current == null || !current.launch().equals(id)) {
            ignored.accept("launch.old");
            return null;
        }
        return current;
    }

    private void become(ComponentState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(role + " cannot go from " + state + " to " + next);
        }
        state = next;
        touch();
    }
}
