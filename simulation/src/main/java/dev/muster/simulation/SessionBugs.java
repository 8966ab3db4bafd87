package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.History;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Planted bugs of what is said between agents and coordinators. */
final class SessionBugs {

    private SessionBugs() {}

    // --- agents

    private static Core<AgentEvent, AgentCommand, AgentDurable> hearing(
            Core<AgentEvent, AgentCommand, AgentDurable> core, UnaryOperator<Message.FromCoordinator> change) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof AgentEvent.Received received
                        ? new AgentEvent.Received(received.link(), change.apply(received.message()))
                        : event);
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> launchedUnasked(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return hearing(
                core, message -> message instanceof Message.Goals goals ? in(goals, GoalState.RUNNING) : message);
    }

    private static Message.Goals in(Message.Goals goals, GoalState state) {
        List<Goal> all = goals.goals().stream().map(g -> g.wanting(state)).toList();
        return new Message.Goals(goals.epoch(), goals.version(), all);
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> oldGoalsObeyed(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        long[] version = {0};
        return hearing(
                core,
                message -> message instanceof Message.Goals goals
                        ? new Message.Goals(goals.epoch(), ++version[0], goals.goals())
                        : message);
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> otherClusterObeyed(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        ClusterId first = new ClusterId("cluster-1");
        Core<AgentEvent, AgentCommand, AgentDurable> obeying = hearing(
                core,
                message -> message instanceof Message.Welcome w
                        ? new Message.Welcome(
                                w.protocol(), first, w.epoch(), w.heartbeatMs(), w.leaseMs(), w.differences())
                        : message);
        return (nowMs, event) -> {
            Decision<AgentCommand, AgentDurable> decision = obeying.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream().map(SessionBugs::ofNoCluster).toList(), decision.write());
        };
    }

    /** A coordinator would refuse it, if it knew of which cluster the agent is. */
    private static AgentCommand ofNoCluster(AgentCommand command) {
        return command instanceof AgentCommand.Send send && send.message() instanceof Message.Hello hello
                ? new AgentCommand.Send(send.link(), withoutCluster(hello))
                : command;
    }

    /** The same agent, which does not say of which cluster it is. */
    private static Message.Hello withoutCluster(Message.Hello hello) {
        return AlteredHello.of(hello, altered -> altered.clusterId = null);
    }

    /** Restarts what runs when its plan changes. */
    static Core<AgentEvent, AgentCommand, AgentDurable> newPlanRestarts(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) -> {
            if (!(event instanceof AgentEvent.Received received)
                    || !(received.message() instanceof Message.Goals goals)
                    || goals.goals().stream().allMatch(goal -> goal.plan() == null)) {
                return core.step(nowMs, event);
            }
            Decision<AgentCommand, AgentDurable> down =
                    core.step(nowMs, new AgentEvent.Received(received.link(), in(goals, GoalState.STOPPED)));
            Decision<AgentCommand, AgentDurable> up = core.step(nowMs, event);
            return both(down, up);
        };
    }

    /** Takes a retry for a restart. */
    static Core<AgentEvent, AgentCommand, AgentDurable> retryRestarts(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        AgentEvent.Received[] last = {null};
        return (nowMs, event) -> {
            if (event instanceof AgentEvent.Received received && received.message() instanceof Message.Goals) {
                last[0] = received;
            }
            AgentEvent.Received goals = last[0];
            boolean retried = event instanceof AgentEvent.Received received
                    && received.message() instanceof Message.Retry
                    && goals != null
                    && goals.link() == received.link();
            if (!retried || !(goals.message() instanceof Message.Goals said)) {
                return core.step(nowMs, event);
            }
            Decision<AgentCommand, AgentDurable> down =
                    core.step(nowMs, new AgentEvent.Received(goals.link(), in(said, GoalState.STOPPED)));
            Decision<AgentCommand, AgentDurable> up = core.step(nowMs, goals);
            return both(down, up);
        };
    }

    private static Decision<AgentCommand, AgentDurable> both(
            Decision<AgentCommand, AgentDurable> first, Decision<AgentCommand, AgentDurable> second) {
        List<AgentCommand> commands = new ArrayList<>(first.commands());
        commands.addAll(second.commands());
        return new Decision<>(commands, second.write() == null ? first.write() : second.write());
    }

    /** Does at every tick what only an operator may want. */
    static Core<AgentEvent, AgentCommand, AgentDurable> retriedUnasked(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        AgentEvent.Received[] last = {null};
        return (nowMs, event) -> {
            if (event instanceof AgentEvent.Received received && received.message() instanceof Message.Goals) {
                last[0] = received;
            }
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
            AgentEvent.Received goals = last[0];
            if (!(event instanceof AgentEvent.Tick)
                    || goals == null
                    || !(goals.message() instanceof Message.Goals said)) {
                return decision;
            }
            List<Role> roles = said.goals().stream().map(Goal::role).toList();
            Message.Retry retry = new Message.Retry(said.epoch(), roles);
            return both(decision, core.step(nowMs, new AgentEvent.Received(goals.link(), retry)));
        };
    }

    // --- coordinators

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> retriesLost(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream()
                            .filter(command -> !(command instanceof CoordinatorCommand.Send send
                                    && send.message() instanceof Message.Retry))
                            .toList(),
                    decision.write());
        };
    }

    private static Core<CoordinatorEvent, CoordinatorCommand, DurableState> greeted(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core,
            UnaryOperator<CoordinatorEvent.HelloReceived> change) {
        return (nowMs, event) ->
                core.step(nowMs, event instanceof CoordinatorEvent.HelloReceived hello ? change.apply(hello) : event);
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> differencesUntold(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return greeted(
                core,
                said -> new CoordinatorEvent.HelloReceived(said.session(), said.address(), said.hello(), List.of()));
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> foreignAgentsWelcome(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return greeted(
                core,
                said -> new CoordinatorEvent.HelloReceived(
                        said.session(), said.address(), withoutCluster(said.hello()), said.differences()));
    }

    /** Takes each new connection of an agent for another machine. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> halfOpenSessionsKept(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return greeted(core, said -> {
            Message.Hello hello = said.hello();
            AgentFacts facts = hello.facts();
            String unique = "session-" + said.session();
            AgentFacts other = new AgentFacts(
                    facts.version(),
                    unique,
                    facts.pid(),
                    facts.stateDirectory(),
                    facts.storeDirectory(),
                    facts.addresses(),
                    facts.javas(),
                    facts.runAs(),
                    facts.processors(),
                    facts.memoryBytes(),
                    facts.openFilesMax(),
                    facts.mapCountMax());
            return new CoordinatorEvent.HelloReceived(
                    said.session(),
                    unique,
                    AlteredHello.of(hello, altered -> altered.facts = other),
                    said.differences());
        });
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> oldReportsCount(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        long[] sequence = {0};
        return (nowMs, event) -> {
            if (!(event instanceof CoordinatorEvent.ReportReceived said)) {
                return core.step(nowMs, event);
            }
            Message.Report report = said.report();
            return core.step(
                    nowMs,
                    new CoordinatorEvent.ReportReceived(
                            said.session(),
                            new Message.Report(report.incarnation(), ++sequence[0], report.observations())));
        };
    }

    /** Agents are not told of roles that are not in the file. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> droppedRolesKept(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream().map(SessionBugs::withoutAbsent).toList(), decision.write());
        };
    }

    private static CoordinatorCommand withoutAbsent(CoordinatorCommand command) {
        if (!(command instanceof CoordinatorCommand.Send send) || !(send.message() instanceof Message.Goals goals)) {
            return command;
        }
        List<Goal> kept = goals.goals().stream()
                .filter(goal -> goal.state() != GoalState.ABSENT)
                .toList();
        return new CoordinatorCommand.Send(send.session(), new Message.Goals(goals.epoch(), goals.version(), kept));
    }

    /** A changed cluster.json is taken for the one that was stored. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> generationKept(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            DurableState write = decision.write();
            if (write == null || !(event instanceof CoordinatorEvent.BecameLeader lead) || lead.stored() == null) {
                return decision;
            }
            Generation stored = lead.stored().generation();
            Revision next = write.revision();
            Revision same = new Revision(stored, next.hash(), next.text(), next.author(), next.atMs(), next.reason());
            DurableState kept = AlteredState.of(write, state -> state.history = new History(List.of(same)));
            return new Decision<>(decision.commands(), kept);
        };
    }
}
