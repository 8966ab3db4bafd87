package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Planted bugs of agents. */
final class AgentBugs {

    private AgentBugs() {}

    static Core<AgentEvent, AgentCommand, AgentDurable> oldEpochsObeyed(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        Epoch[] highest = {Epoch.NONE};
        return (nowMs, event) -> {
            AgentEvent changed = event instanceof AgentEvent.Received received
                    ? new AgentEvent.Received(received.link(), renewed(received.message(), highest))
                    : event;
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, changed);
            return new Decision<>(
                    decision.commands().stream().map(AgentBugs::forgetful).toList(), decision.write());
        };
    }

    /** The agent's own coordinator would refuse it, if it knew which epoch the agent has seen. */
    private static AgentCommand forgetful(AgentCommand command) {
        if (!(command instanceof AgentCommand.Send send) || !(send.message() instanceof Message.Hello hello)) {
            return command;
        }
        return new AgentCommand.Send(send.link(), AlteredHello.of(hello, altered -> altered.highestEpoch = Epoch.NONE));
    }

    static AgentDurable numbered(AgentDurable last, long number) {
        return new AgentDurable(
                new Incarnation(number),
                last.highestEpoch(),
                last.cluster(),
                last.goals(),
                last.launches(),
                last.memberships());
    }

    private static Message.FromCoordinator renewed(Message.FromCoordinator message, Epoch[] highest) {
        if (message instanceof Message.Welcome welcome) {
            highest[0] = newer(highest[0], welcome.epoch());
            return new Message.Welcome(
                    welcome.protocol(),
                    welcome.cluster(),
                    highest[0],
                    welcome.heartbeatMs(),
                    welcome.leaseMs(),
                    welcome.differences());
        }
        if (message instanceof Message.Goals goals) {
            highest[0] = newer(highest[0], goals.epoch());
            return new Message.Goals(highest[0], goals.version(), goals.goals());
        }
        return message;
    }

    private static Epoch newer(Epoch one, Epoch other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> launchedTwice(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) -> {
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
            List<AgentCommand> commands = new ArrayList<>(decision.commands());
            decision.commands().stream()
                    .filter(AgentCommand.Launch.class::isInstance)
                    .map(AgentCommand.Launch.class::cast)
                    .map(l -> new AgentCommand.Launch(
                            l.role(),
                            new LaunchId(l.launch().incarnation(), l.launch().sequence() + 1_000),
                            l.plan(),
                            l.cluster(),
                            l.ignoredChecks()))
                    .forEach(commands::add);
            return new Decision<>(commands, decision.write());
        };
    }

    /** Nothing that the agent finds before a launch keeps a component. */
    static Core<AgentEvent, AgentCommand, AgentDurable> ownCheckIdle(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return launching(core, ignored -> Ailments.NAMES);
    }

    /** What an operator ignores keeps a component all the same. */
    static Core<AgentEvent, AgentCommand, AgentDurable> ignoringUnheard(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return launching(core, ignored -> Collections.emptySortedSet());
    }

    private static Core<AgentEvent, AgentCommand, AgentDurable> launching(
            Core<AgentEvent, AgentCommand, AgentDurable> core, UnaryOperator<SortedSet<String>> ignored) {
        return (nowMs, event) -> {
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
            List<AgentCommand> commands = decision.commands().stream()
                    .map(command -> command instanceof AgentCommand.Launch l
                            ? new AgentCommand.Launch(
                                    l.role(), l.launch(), l.plan(), l.cluster(), ignored.apply(l.ignoredChecks()))
                            : command)
                    .toList();
            return new Decision<>(commands, decision.write());
        };
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> readyWithoutProbes(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) -> {
            if (!(event instanceof AgentEvent.Probed probed)) {
                return core.step(nowMs, event);
            }
            List<Evidence> passed = probed.evidence().stream()
                    .map(e -> new Evidence(e.probe(), e.level(), true, false, e.detail(), e.facts(), e.ageMs()))
                    .toList();
            return core.step(nowMs, new AgentEvent.Probed(probed.role(), probed.launch(), passed));
        };
    }

    /** Whoever does not answer counts as somebody who denies. */
    static Core<AgentEvent, AgentCommand, AgentDurable> silenceDenies(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return deniedWhen(core, e -> e.level() == ProbeLevel.JOINED && !e.passed());
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> denialsUnheard(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return deniedWhen(core, e -> false);
    }

    private static Core<AgentEvent, AgentCommand, AgentDurable> deniedWhen(
            Core<AgentEvent, AgentCommand, AgentDurable> core, Predicate<Evidence> isDenied) {
        return (nowMs, event) -> {
            if (!(event instanceof AgentEvent.Probed probed)) {
                return core.step(nowMs, event);
            }
            List<Evidence> heard = probed.evidence().stream()
                    .map(e -> new Evidence(
                            e.probe(), e.level(), e.passed(), isDenied.test(e), e.detail(), e.facts(), e.ageMs()))
                    .toList();
            return core.step(nowMs, new AgentEvent.Probed(probed.role(), probed.launch(), heard));
        };
    }

    /** What is to leave is only to be gone. */
    static Core<AgentEvent, AgentCommand, AgentDurable> stoppedUnleft(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof AgentEvent.Received received && received.message() instanceof Message.Goals goals
                        ? new AgentEvent.Received(
                                received.link(),
                                new Message.Goals(
                                        goals.epoch(),
                                        goals.version(),
                                        goals.goals().stream()
                                                .map(AgentBugs::absent)
                                                .toList()))
                        : event);
    }

    private static Goal absent(Goal goal) {
        return goal.state() == GoalState.LEFT
                ? new Goal(goal.role(), GoalState.ABSENT, goal.generation(), null, null, null)
                : goal;
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> exitsIgnored(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) -> event instanceof AgentEvent.Exited ? Decision.nothing() : core.step(nowMs, event);
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> stoppedWhenAlone(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof AgentEvent.LinkDown
                        ? new AgentEvent.LeaveRequested(Departure.STOP_COMPONENTS)
                        : event);
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> nothingAdopted(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return (nowMs, event) ->
                core.step(nowMs, event instanceof AgentEvent.Booted ? new AgentEvent.Booted(List.of()) : event);
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> lateEvidenceCounts(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        Map<Role, LaunchId> current = new HashMap<>();
        return (nowMs, event) -> {
            AgentEvent changed = event;
            if (event instanceof AgentEvent.Probed probed && current.containsKey(probed.role())) {
                changed = new AgentEvent.Probed(probed.role(), current.get(probed.role()), probed.evidence());
            }
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, changed);
            for (AgentCommand command : decision.commands()) {
                if (command instanceof AgentCommand.Launch launch) {
                    current.put(launch.role(), launch.launch());
                }
            }
            return decision;
        };
    }

    static Core<AgentEvent, AgentCommand, AgentDurable> reportsLost(Core<AgentEvent, AgentCommand, AgentDurable> core) {
        Predicate<AgentCommand> joined = command -> command instanceof AgentCommand.Send send
                && send.message() instanceof Message.Report report
                && report.observations().stream().anyMatch(Observation::isJoined);
        return (nowMs, event) -> {
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream().filter(joined.negate()).toList(), decision.write());
        };
    }
}
