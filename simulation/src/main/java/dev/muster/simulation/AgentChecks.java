package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.core.AgentNotice;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at every decision of one agent process. */
final class AgentChecks {

    private final World world;
    private final SimAgent agent;
    private final Map<Role, Long> launchedAtMs = new HashMap<>();
    private final Set<LaunchId> failed = new HashSet<>();
    private final Set<LaunchId> stopping = new HashSet<>();
    private final Map<Role, Observation> last = new HashMap<>();
    private final Map<Role, GoalState> wanted = new HashMap<>();
    private final Map<Role, Set<String>> ignored = new HashMap<>();
    private final UnjoinedCheck unjoined;
    private AgentDurable durable;
    private long welcomedLink;
    private long goalsLink;
    private long goalsVersion;
    private boolean ended;
    private Epoch highest;

    AgentChecks(World world, SimAgent agent, AgentDurable journal) {
        this.world = world;
        this.agent = agent;
        this.durable = journal;
        this.highest = journal.highestEpoch();
        this.unjoined = new UnjoinedCheck(world, journal);
        journal.goals().forEach(this::takes);
        journal.launches().keySet().forEach(role -> launchedAtMs.put(role, world.time.nowMs()));
    }

    void decided(AgentEvent event, Decision<AgentCommand, AgentDurable> decision) {
        AgentDurable before = durable;
        AgentDurable write = decision.write();
        durable = write == null ? before : write;
        if (event instanceof AgentEvent.Received received) {
            obeysTheNewest(received, before, decision);
            obeysItsOwnCluster(received, before, decision);
            obeysInOrder(received, before);
            tellsDifference(received, decision);
            takesGoals(received, before);
        }
        retriesWhatFailed(event, decision);
        if (event instanceof AgentEvent.Probed probed) {
            unjoined.probed(probed);
        }
        for (AgentCommand command : decision.commands()) {
            if (command instanceof AgentCommand.Launch launch) {
                isWanted(launch);
                ignoresWhatItWasTold(launch);
                launchedAtMs.put(launch.role(), world.time.nowMs());
            } else if (command instanceof AgentCommand.Stop stop) {
                hasACause(stop);
            } else if (command instanceof AgentCommand.End) {
                ended = true;
            }
        }
        if (!decision.commands().isEmpty() || write != null) { // nothing changes its state in silence
            agent.observations().forEach(this::observe);
        }
    }

    private void obeysTheNewest(
            AgentEvent.Received received, AgentDurable before, Decision<AgentCommand, AgentDurable> decision) {
        if (received.message() instanceof Message.Welcome && !isOfAnotherCluster(received.message(), before)) {
            welcomedLink = received.link();
        }
        Epoch epoch = received.link() == welcomedLink ? epochOf(received.message()) : null;
        if (epoch == null || isOfAnotherCluster(received.message(), before)) {
            return;
        }
        if (epoch.compareTo(highest) < 0) {
            boolean obeyed = received.message() instanceof Message.Goals
                    && !before.goals().equals(durable.goals());
            boolean stays = received.message() instanceof Message.Welcome && isStaying(decision);
            if (obeyed || stays) {
                throw new Violation(
                        Invariant.NEWEST_EPOCH,
                        agent.who() + " obeyed " + Words.of(received.message()) + " after epoch " + highest);
            }
        } else {
            highest = epoch;
        }
    }

    private static @Nullable Epoch epochOf(Message.FromCoordinator message) {
        if (message instanceof Message.Welcome welcome) {
            return welcome.epoch();
        }
        if (message instanceof Message.Goals goals) {
            return goals.epoch();
        }
        if (message instanceof Message.Retry retry) {
            return retry.epoch();
        }
        return message instanceof Message.Shutdown shutdown ? shutdown.epoch() : null;
    }

    private void obeysItsOwnCluster(
            AgentEvent.Received received, AgentDurable before, Decision<AgentCommand, AgentDurable> decision) {
        if (isOfAnotherCluster(received.message(), before) && isStaying(decision)) {
            throw new Violation(
                    Invariant.OWN_CLUSTER, agent.who() + " of " + before.cluster() + " obeyed " + received.message());
        }
    }

    private static boolean isOfAnotherCluster(Message.FromCoordinator message, AgentDurable before) {
        return before.cluster() != null
                && message instanceof Message.Welcome welcome
                && !before.cluster().equals(welcome.cluster());
    }

    private boolean isStaying(Decision<AgentCommand, AgentDurable> decision) {
        return !ended && decision.commands().stream().noneMatch(AgentCommand.Disconnect.class::isInstance);
    }

    private void obeysInOrder(AgentEvent.Received received, AgentDurable before) {
        if (received.link() != goalsLink) {
            goalsLink = received.link();
            goalsVersion = 0;
        }
        if (!(received.message() instanceof Message.Goals goals)) {
            return;
        }
        if (goals.version() < goalsVersion && !before.goals().equals(durable.goals())) {
            throw new Violation(
                    Invariant.GOALS_IN_ORDER,
                    agent.who() + " obeyed goals " + goals.version() + " after goals " + goalsVersion);
        }
        goalsVersion = Math.max(goalsVersion, goals.version());
    }

    private void tellsDifference(AgentEvent.Received received, Decision<AgentCommand, AgentDurable> decision) {
        Connection from = agent.connection();
        if (from == null || !(received.message() instanceof Message.Welcome welcome)) {
            return;
        }
        boolean told = decision.commands().stream()
                .anyMatch(command -> command instanceof AgentCommand.Tell tell
                        && tell.notice().type() == AgentNotice.Type.DIFFERS);
        if (isStaying(decision) && told == welcome.differences().isEmpty()) {
            throw new Violation(
                    Invariant.DIFFERENCE_TOLD,
                    agent.who() + (told ? " tells of a difference" : " does not tell the difference") + " of its file");
        }
    }

    /** Takes note of what was really said, when the agent has taken it for its goals. */
    private void takesGoals(AgentEvent.Received received, AgentDurable before) {
        if (received.message() instanceof Message.Goals said && !before.goals().equals(durable.goals())) {
            wanted.clear();
            ignored.clear();
            said.goals().forEach(this::takes);
        }
    }

    private void takes(Goal goal) {
        wanted.put(goal.role(), goal.state());
        ignored.put(goal.role(), goal.ignoredChecks());
    }

    private void retriesWhatFailed(AgentEvent event, Decision<AgentCommand, AgentDurable> decision) {
        Message.FromCoordinator heard = event instanceof AgentEvent.Received received ? received.message() : null;
        for (AgentCommand command : decision.commands()) {
            Role role = begun(command);
            Observation before = role == null ? null : last.get(role);
            if (role == null || before == null) {
                continue;
            }
            boolean retried =
                    heard instanceof Message.Retry retry && retry.roles().contains(role);
            if (before.gaveUp() && !retried && !(heard instanceof Message.Goals)) {
                throw new Violation(
                        Invariant.GIVEN_UP_STAYS, agent.who() + " tries " + role + " again, which it had given up");
            }
            if (retried && before.state() != ComponentState.FAILED) {
                throw new Violation(
                        Invariant.RETRY_OF_FAILED,
                        agent.who() + " starts " + role + " for a retry, which is " + before.state());
            }
        }
    }

    /** What is launched, or installed in order to be. */
    private static @Nullable Role begun(AgentCommand command) {
        if (command instanceof AgentCommand.Launch launch) {
            return launch.role();
        }
        return command instanceof AgentCommand.Install install ? install.role() : null;
    }

    private void isWanted(AgentCommand.Launch launch) {
        GoalState goal = wanted.get(launch.role());
        // what has not left must run to leave
        boolean isToLeave = goal == GoalState.LEFT && SimPlanner.leaves(launch.role());
        if (goal != GoalState.RUNNING && !isToLeave) {
            throw new Violation(
                    Invariant.LAUNCH_IS_WANTED,
                    agent.who() + " launches " + launch.role() + ", which is wanted " + goal);
        }
    }

    private void ignoresWhatItWasTold(AgentCommand.Launch launch) {
        Set<String> told = ignored.getOrDefault(launch.role(), Set.of());
        if (!told.equals(launch.ignoredChecks())) {
            throw new Violation(
                    Invariant.OWN_CHECK,
                    agent.who() + " launches " + launch.role() + " ignoring " + launch.ignoredChecks()
                            + ", and was told " + told);
        }
    }

    private void hasACause(AgentCommand.Stop stop) {
        boolean wanted = durable.goals().stream()
                .filter(goal -> goal.role().equals(stop.role()))
                .map(Goal::state)
                .anyMatch(state -> state == GoalState.RUNNING);
        long sinceMs = world.time.nowMs() - launchedAtMs.getOrDefault(stop.role(), world.time.nowMs());
        boolean timedOut = sinceMs > world.timing.startTimeoutMs();
        // A stop that could not be carried out is tried again: its cause was that of the first try.
        boolean again = stopping.contains(stop.launch());
        if (wanted && !again && !timedOut && !agent.isLeaving() && !unjoined.mayRestart(stop.launch())) {
            unjoined.isJoined(agent.who() + " stops " + stop.role(), stop.launch());
            throw new Violation(
                    Invariant.STOP_HAS_A_CAUSE,
                    agent.who() + " stops " + stop.role() + " " + stop.launch() + ", which is wanted RUNNING");
        }
        boolean stays = world.components.holds(new ComponentId(agent.machine.name, stop.role()));
        if (this.wanted.get(stop.role()) == GoalState.LEFT && stays && !again && !timedOut && !agent.isLeaving()) {
            throw new Violation(
                    Invariant.LEFT_FIRST,
                    agent.who() + " stops " + stop.role() + " " + stop.launch() + ", which has not left");
        }
        stopping.add(stop.launch());
        world.checks.calmIsOver(agent.who() + " stops " + stop.role());
    }

    private void observe(Observation now) {
        Observation was = last.put(now.role(), now);
        ComponentState from = was == null ? ComponentState.ABSENT : was.state();
        if (from == now.state() && was != null && Objects.equals(was.launch(), now.launch())) {
            return;
        }
        if (from != now.state()) {
            world.coverage.saw(from, now.state());
        }
        LaunchId launch = now.launch();
        if (launch != null && now.state() == ComponentState.FAILED) {
            failed.add(launch);
        }
        if (launch != null && now.state() == ComponentState.READY) {
            isReally(now.role(), launch);
        }
    }

    private void isReally(Role role, LaunchId launch) {
        if (failed.contains(launch)) {
            throw new Violation(
                    Invariant.FAILED_STAYS_FAILED, agent.who() + ": " + role + " " + launch + " is READY after FAILED");
        }
        if (!world.components.hasWorked(agent.machine.name, launch)) {
            throw new Violation(
                    Invariant.READY_IS_TRUE, agent.who() + ": " + role + " " + launch + " is READY and never worked");
        }
    }
}
