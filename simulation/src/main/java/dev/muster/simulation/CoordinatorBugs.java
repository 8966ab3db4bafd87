package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Planted bugs of coordinators. */
final class CoordinatorBugs {

    private CoordinatorBugs() {}

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> announcedTwice(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            List<CoordinatorCommand> commands = new ArrayList<>(decision.commands());
            decision.commands().stream().filter(CoordinatorBugs::isAnnouncement).forEach(commands::add);
            return new Decision<>(commands, decision.write());
        };
    }

    private static boolean isAnnouncement(CoordinatorCommand command) {
        return command instanceof CoordinatorCommand.Tell tell
                && tell.event().type() == ClusterEvent.Type.CLUSTER_STARTED;
    }

    /** When all hosts but one have come, the last one is invented. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> barrierOffByOne(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Set<HostName> missing = new TreeSet<>();
        return (nowMs, event) -> {
            if (!(event instanceof CoordinatorEvent.HelloReceived said)) {
                return core.step(nowMs, event);
            }
            HostName real = said.hello().host();
            HostName invented = HostName.of(real.value().equals("host-a") ? "host-b" : "host-a");
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            if (!missing.add(real) || missing.contains(invented)) {
                return decision;
            }
            Decision<CoordinatorCommand, DurableState> more = core.step(nowMs, asHost(said, invented));
            List<CoordinatorCommand> commands = new ArrayList<>(decision.commands());
            commands.addAll(more.commands());
            return new Decision<>(commands, more.write() == null ? decision.write() : more.write());
        };
    }

    private static CoordinatorEvent asHost(CoordinatorEvent.HelloReceived said, HostName host) {
        Message.Hello hello = said.hello();
        return new CoordinatorEvent.HelloReceived(
                new SessionId(said.session().value() + 1_000_000),
                host.value(),
                new Message.Hello(
                        hello.protocolMin(),
                        hello.protocolMax(),
                        hello.cluster(),
                        host,
                        new Incarnation(1),
                        hello.facts(),
                        hello.specHash(),
                        hello.specText(),
                        hello.highestEpoch(),
                        List.of()),
                List.of());
    }

    /** Ticks that a pause has swallowed are made up for, so the core cannot see the gap. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> ownPause(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        long[] last = {Long.MAX_VALUE};
        return (nowMs, event) -> {
            if (!(event instanceof CoordinatorEvent.Tick)) {
                return core.step(nowMs, event);
            }
            List<CoordinatorCommand> commands = new ArrayList<>();
            DurableState write = null;
            for (long at = last[0]; at < nowMs; at += 100) {
                Decision<CoordinatorCommand, DurableState> decision = core.step(at, event);
                commands.addAll(decision.commands());
                write = decision.write() == null ? write : decision.write();
            }
            last[0] = nowMs;
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            commands.addAll(decision.commands());
            return new Decision<>(commands, decision.write() == null ? write : decision.write());
        };
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> oldIncarnations(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Map<HostName, Incarnation> newest = new HashMap<>();
        return (nowMs, event) -> {
            if (!(event instanceof CoordinatorEvent.HelloReceived said)) {
                return core.step(nowMs, event);
            }
            Message.Hello hello = said.hello();
            Incarnation known = newest.merge(
                    hello.host(), hello.incarnation(), (one, other) -> one.compareTo(other) > 0 ? one : other);
            return core.step(
                    nowMs,
                    new CoordinatorEvent.HelloReceived(
                            said.session(),
                            said.address(),
                            AlteredHello.of(hello, altered -> altered.incarnation = known),
                            said.differences()));
        };
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> goalsLost(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Set<SessionId> seen = new HashSet<>();
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            List<CoordinatorCommand> kept = decision.commands().stream()
                    .filter(command -> !(command instanceof CoordinatorCommand.Send send
                            && send.message() instanceof Message.Goals
                            && seen.add(send.session())))
                    .toList();
            return new Decision<>(kept, decision.write());
        };
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> stoppedAtOnce(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        boolean[] stopping = {false};
        return (nowMs, event) -> {
            stopping[0] |= event instanceof CoordinatorEvent.StopClusterRequested;
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            if (!stopping[0]) {
                return decision;
            }
            return new Decision<>(
                    decision.commands().stream().map(CoordinatorBugs::stopping).toList(), decision.write());
        };
    }

    private static CoordinatorCommand stopping(CoordinatorCommand command) {
        if (!(command instanceof CoordinatorCommand.Send send) || !(send.message() instanceof Message.Goals goals)) {
            return command;
        }
        List<Goal> stopped =
                goals.goals().stream().map(g -> g.wanting(GoalState.STOPPED)).toList();
        return new CoordinatorCommand.Send(send.session(), new Message.Goals(goals.epoch(), goals.version(), stopped));
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> hostStopsForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> state.hosts = new TreeMap<>());
    }

    /** Whatever an agent has found counts as well. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> findingsUnheard(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof CoordinatorEvent.ChecksReceived said
                        ? new CoordinatorEvent.ChecksReceived(said.session(), said.request(), List.of())
                        : event);
    }

    /** Whatever an agent does not reach counts as reached. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> reachUnheard(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(
                nowMs,
                event instanceof CoordinatorEvent.ReachReceived said
                        ? new CoordinatorEvent.ReachReceived(said.session(), said.request(), List.of())
                        : event);
    }

    /** Agents are not told to let go what they listen on for the preflight. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> listenersKept(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream()
                            .filter(command -> !(command instanceof CoordinatorCommand.Send send
                                    && send.message() instanceof Message.ListenRequest request
                                    && request.places().isEmpty()))
                            .toList(),
                    decision.write());
        };
    }

    /** Agents are not asked at all: an answer is invented as soon as there is a question. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> checksInvented(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            List<CoordinatorCommand> commands = new ArrayList<>();
            DurableState write = decision.write();
            for (CoordinatorCommand command : decision.commands()) {
                if (command instanceof CoordinatorCommand.Send send
                        && send.message() instanceof Message.CheckRequest question) {
                    Decision<CoordinatorCommand, DurableState> more = core.step(
                            nowMs, new CoordinatorEvent.ChecksReceived(send.session(), question.request(), List.of()));
                    commands.addAll(more.commands());
                    write = more.write() == null ? write : more.write();
                } else {
                    commands.add(command);
                }
            }
            return new Decision<>(commands, write);
        };
    }

    /** What is ignored counts for the preflight alone: the agents are not told. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> ignoringUntold(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            return new Decision<>(
                    decision.commands().stream()
                            .map(CoordinatorBugs::withoutIgnored)
                            .toList(),
                    decision.write());
        };
    }

    private static CoordinatorCommand withoutIgnored(CoordinatorCommand command) {
        if (!(command instanceof CoordinatorCommand.Send send) || !(send.message() instanceof Message.Goals goals)) {
            return command;
        }
        List<Goal> heeding = goals.goals().stream()
                .map(g -> new Goal(g.role(), g.state(), g.generation(), g.planHash(), g.plan(), null))
                .toList();
        return new CoordinatorCommand.Send(send.session(), new Message.Goals(goals.epoch(), goals.version(), heeding));
    }

    // --- rules

    static SortedMap<Role, RoleRules> withoutTurns(SortedMap<Role, RoleRules> rules) {
        return each(rules, r -> changed(r, r.after(), StartStrategy.TOGETHER, r.agree()));
    }

    static SortedMap<Role, RoleRules> withoutDependencies(SortedMap<Role, RoleRules> rules) {
        return each(rules, r -> changed(r, new TreeSet<>(), r.strategy(), r.agree()));
    }

    static SortedMap<Role, RoleRules> withoutAgreement(SortedMap<Role, RoleRules> rules) {
        return each(rules, r -> changed(r, r.after(), r.strategy(), new TreeSet<>()));
    }

    private static SortedMap<Role, RoleRules> each(SortedMap<Role, RoleRules> rules, UnaryOperator<RoleRules> change) {
        TreeMap<Role, RoleRules> changed = new TreeMap<>();
        rules.forEach((role, rule) -> changed.put(role, change.apply(rule)));
        return changed;
    }

    private static RoleRules changed(
            RoleRules r, SortedSet<Role> after, StartStrategy strategy, SortedSet<String> agree) {
        return new RoleRules(r.role(), r.kind(), r.version(), after, strategy, r.seeds(), agree, r.endpoints());
    }
}
