package dev.muster.coordinator.core;

import dev.muster.common.engine.Decision;
import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One step in the making: the time, what has been decided so far, and the durable state as it will be written. */
final class Turn {

    final long nowMs;
    private final List<CoordinatorCommand> commands = new ArrayList<>();
    private final @Nullable DurableState before;
    private @Nullable DurableState durable;

    Turn(long nowMs, @Nullable DurableState durable) {
        this.nowMs = nowMs;
        this.before = durable;
        this.durable = durable;
    }

    /** The durable state; only while leading. */
    DurableState durable() {
        if (durable == null) {
            throw new IllegalStateException("not leading: there is no durable state");
        }
        return durable;
    }

    /** The change that goes on, or the last one that did; only when there was one. */
    Change change() {
        return Objects.requireNonNull(durable().change());
    }

    void change(UnaryOperator<DurableState> change) {
        durable = change.apply(durable());
    }

    void lead(DurableState state) {
        durable = state;
    }

    void send(SessionId session, Message.FromCoordinator message) {
        commands.add(new CoordinatorCommand.Send(session, message));
    }

    void close(SessionId session, String reason) {
        commands.add(new CoordinatorCommand.CloseSession(session, reason));
    }

    void tell(ClusterEvent.Type type, String message) {
        commands.add(new CoordinatorCommand.Tell(ClusterEvent.cluster(type, message)));
    }

    void tell(ClusterEvent.Type type, HostName host, String message) {
        commands.add(new CoordinatorCommand.Tell(ClusterEvent.host(type, host, message)));
    }

    void tell(ClusterEvent event) {
        commands.add(new CoordinatorCommand.Tell(event));
    }

    void admit() {
        commands.add(new CoordinatorCommand.Admit(durable().access()));
    }

    void inForce(ClusterSpec members) {
        commands.add(new CoordinatorCommand.Define(members, durable().history()));
    }

    /** Asks the balancer; returns what it was asked. */
    CoordinatorCommand.Balance balance(long change, @Nullable ComponentId component, BalancerAction action) {
        CoordinatorCommand.Balance question =
                new CoordinatorCommand.Balance(durable().epoch(), change, component, action);
        commands.add(question);
        return question;
    }

    /** This coordinator cannot lead: nothing is written, and a person must act. */
    void giveUp(Failure failure) {
        durable = before;
        commands.clear();
        commands.add(new CoordinatorCommand.GiveUp(failure));
    }

    void answer(long request, @Nullable Failure refusal) {
        commands.add(new CoordinatorCommand.Answer(request, refusal, ""));
    }

    /** @param done what was done, for people */
    void answerDone(long request, String done) {
        commands.add(new CoordinatorCommand.Answer(request, null, done));
    }

    void finish(String reason) {
        commands.add(new CoordinatorCommand.Finish(reason));
    }

    /** @param phase that the cluster is in at the end of the step; null while another coordinator leads */
    Decision<CoordinatorCommand, DurableState> decision(@Nullable ClusterPhase phase) {
        if (phase != null) {
            commands.replaceAll(command -> command instanceof CoordinatorCommand.Tell tell
                    ? new CoordinatorCommand.Tell(tell.event().in(phase))
                    : command);
        }
        boolean changed = durable != null && !durable.equals(before);
        return new Decision<>(commands, changed ? durable : null);
    }
}
