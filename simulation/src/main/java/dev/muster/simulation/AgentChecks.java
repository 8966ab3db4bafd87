package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.engine.Decision;
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
    private final Map<Role, Observation> last = new HashMap<>();
    private AgentDurable durable;
    private Epoch highest;

    AgentChecks(World world, SimAgent agent, AgentDurable journal) {
        this.world = world;
        this.agent = agent;
        this.durable = journal;
        this.highest = journal.highestEpoch();
        journal.launches().keySet().forEach(role -> launchedAtMs.put(role, world.time.nowMs()));
    }

    void decided(AgentEvent event, Decision<AgentCommand, AgentDurable> decision) {
        AgentDurable before = durable;
        AgentDurable write = decision.write();
        durable = write == null ? before : write;
        if (event instanceof AgentEvent.Received received) {
            obeysTheNewest(received, before, decision);
        }
        for (AgentCommand command : decision.commands()) {
            if (command instanceof AgentCommand.Launch launch) {
                launchedAtMs.put(launch.role(), world.time.nowMs());
            } else if (command instanceof AgentCommand.Stop stop) {
                hasACause(stop);
            }
        }
        agent.observations().forEach(this::observe);
    }

    private void obeysTheNewest(
            AgentEvent.Received received, AgentDurable before, Decision<AgentCommand, AgentDurable> decision) {
        Epoch epoch = epochOf(received.message());
        if (epoch == null) {
            return;
        }
        if (epoch.compareTo(highest) < 0) {
            boolean obeyed = received.message() instanceof Message.Goals
                    && !before.goals().equals(durable.goals());
            boolean stays = received.message() instanceof Message.Welcome
                    && decision.commands().stream().noneMatch(AgentCommand.Disconnect.class::isInstance);
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
        return message instanceof Message.Shutdown shutdown ? shutdown.epoch() : null;
    }

    private void hasACause(AgentCommand.Stop stop) {
        boolean wanted = durable.goals().stream()
                .filter(goal -> goal.role().equals(stop.role()))
                .map(Goal::state)
                .anyMatch(state -> state == GoalState.RUNNING);
        long sinceMs = world.time.nowMs() - launchedAtMs.getOrDefault(stop.role(), world.time.nowMs());
        boolean timedOut = sinceMs > world.timing.startTimeoutMs();
        if (wanted && !timedOut && !agent.isLeaving()) {
            throw new Violation(
                    Invariant.STOP_HAS_A_CAUSE,
                    agent.who() + " stops " + stop.role() + " " + stop.launch() + ", which is wanted RUNNING");
        }
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
