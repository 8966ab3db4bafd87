package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.common.model.Check;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Goal;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Place;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.message.Message;
import dev.muster.coordinator.core.CoordinatorCommand;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Messages and commands in few words. */
final class Words {

    private Words() {}

    static String of(Message message) {
        if (message instanceof Message.Hello hello) {
            return "hello, incarnation " + hello.incarnation() + ", epoch " + hello.highestEpoch() + ": "
                    + observations(hello.observations());
        }
        if (message instanceof Message.Report report) {
            return "report: " + observations(report.observations());
        }
        if (message instanceof Message.Goodbye goodbye) {
            return "goodbye: " + goodbye.reason();
        }
        if (message instanceof Message.Welcome welcome) {
            return "welcome, epoch " + welcome.epoch()
                    + (welcome.differences().isEmpty() ? "" : ", differences " + welcome.differences());
        }
        if (message instanceof Message.Refused refused) {
            return "refused" + (refused.permanent() ? " for good: " : ": ")
                    + refused.failure().code();
        }
        if (message instanceof Message.Waiting waiting) {
            return "waiting, " + waiting.ready() + " of " + waiting.of() + ", missing " + waiting.missing();
        }
        if (message instanceof Message.Goals goals) {
            return "goals, epoch " + goals.epoch() + ": "
                    + goals.goals().stream().map(Words::of).collect(Collectors.joining(", "));
        }
        if (message instanceof Message.CheckRequest question) {
            return "look at yourself, question " + question.request();
        }
        if (message instanceof Message.CheckReply reply) {
            return "looked, question " + reply.request() + ", lacks "
                    + reply.checks().stream()
                            .filter(check -> check.failure() != null)
                            .map(Check::name)
                            .toList();
        }
        if (message instanceof Message.ListenRequest request) {
            return request.places().isEmpty()
                    ? "listen no more"
                    : "listen for others, question " + request.request() + ": " + ports(request.places());
        }
        if (message instanceof Message.ListenReply reply) {
            return "listens, question " + reply.request() + ": " + ports(reply.places());
        }
        if (message instanceof Message.ReachRequest request) {
            return "try others, question " + request.request() + ": " + ports(request.components()) + " and "
                    + ports(request.agents());
        }
        if (message instanceof Message.ReachReply reply) {
            return "tried, question " + reply.request() + ", does not reach "
                    + ports(reply.unreached().stream().map(Unreached::place).toList());
        }
        if (message instanceof Message.Definition said) {
            return "definition, epoch " + said.epoch() + ": revision "
                    + said.current().number() + ", formed " + said.formed();
        }
        if (message instanceof Message.Shutdown shutdown) {
            return "shutdown, epoch " + shutdown.epoch() + ": " + shutdown.reason();
        }
        if (message instanceof Message.Retry retry) {
            return "retry, epoch " + retry.epoch() + ": " + retry.roles();
        }
        return message instanceof Message.Heartbeat ? "heartbeat" : message.toString();
    }

    private static String ports(List<Place> places) {
        return places.stream()
                .map(place -> place.component().toString())
                .toList()
                .toString();
    }

    private static String of(Goal goal) {
        String plan = goal.plan() == null ? "" : " with its plan";
        return goal.role() + " " + goal.state() + plan;
    }

    static String observations(List<Observation> observations) {
        return observations.isEmpty()
                ? "nothing"
                : observations.stream().map(Words::of).collect(Collectors.joining(", "));
    }

    static String of(Observation o) {
        StringBuilder words =
                new StringBuilder(o.role() + " " + o.state().name().toLowerCase(Locale.ROOT));
        if (o.launch() != null) {
            words.append(' ').append(o.launch());
        }
        if (o.isJoined()) {
            words.append(" joined");
        }
        List<String> passed = o.evidence().stream()
                .filter(Evidence::passed)
                .map(Evidence::probe)
                .toList();
        if (!passed.isEmpty() && !o.isJoined()) {
            words.append(' ').append(passed);
        }
        if (o.failure() != null) {
            words.append(" (").append(o.failure().code()).append(')');
        }
        return words.append(o.gaveUp() ? " gave up" : "").toString();
    }

    static String of(AgentCommand command) {
        if (command instanceof AgentCommand.Send send) {
            return "-> " + of(send.message());
        }
        if (command instanceof AgentCommand.Disconnect disconnect) {
            return "disconnect: " + disconnect.reason();
        }
        if (command instanceof AgentCommand.Install install) {
            return "install " + install.plan().hash();
        }
        if (command instanceof AgentCommand.Launch launch) {
            return "launch " + launch.role() + " " + launch.launch() + " from "
                    + launch.plan().hash();
        }
        if (command instanceof AgentCommand.Watch watch) {
            return "watch " + watch.role() + " " + watch.launch();
        }
        if (command instanceof AgentCommand.Stop stop) {
            return "stop " + stop.role() + " " + stop.launch();
        }
        if (command instanceof AgentCommand.Tell tell) {
            return "tell " + tell.notice().type() + ": " + tell.notice().message();
        }
        if (command instanceof AgentCommand.Keep keep) {
            return "keep revision " + keep.copy().current().number();
        }
        return command instanceof AgentCommand.End end
                ? "end, " + end.ending()
                        + (end.failure() == null ? "" : ": " + end.failure().code())
                : command.toString();
    }

    static String of(CoordinatorCommand command) {
        if (command instanceof CoordinatorCommand.Send send) {
            return "-> session " + send.session() + " " + of(send.message());
        }
        if (command instanceof CoordinatorCommand.CloseSession close) {
            return "close session " + close.session() + ": " + close.reason();
        }
        if (command instanceof CoordinatorCommand.Tell tell) {
            return "tell " + tell.event().type() + ": " + tell.event().message();
        }
        return command instanceof CoordinatorCommand.Finish finish ? "finish: " + finish.reason() : command.toString();
    }
}
