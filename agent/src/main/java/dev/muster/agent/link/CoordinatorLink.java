package dev.muster.agent.link;

import dev.muster.agent.core.AgentCommand.Disconnect;
import dev.muster.agent.core.AgentCommand.Send;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Authorities;
import dev.muster.common.model.message.Message.AuthorityHeld;
import dev.muster.common.model.message.Message.CheckReply;
import dev.muster.common.model.message.Message.CheckRequest;
import dev.muster.common.model.message.Message.ListenReply;
import dev.muster.common.model.message.Message.ListenRequest;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.message.Message.LogRequest;
import dev.muster.common.model.message.Message.ReachReply;
import dev.muster.common.model.message.Message.ReachRequest;
import dev.muster.common.net.Client;
import dev.muster.common.net.ClientHandler;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Session;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session to one coordinator. Questions for people are answered past the core: they change nothing and may be large.
 */
public final class CoordinatorLink implements ClientHandler, AutoCloseable {

    private final Consumer<AgentEvent> events;
    private final Questions questions;
    private final Consumer<ConnectFailure> unreachable;
    private final Client client;
    private volatile @Nullable Session<Message.FromAgent> session;

    /** What the core has no part in. Answered on other threads, as it takes time. */
    public interface Questions {
        void log(LogRequest request, Consumer<LogReply> answer);

        void check(CheckRequest request, Consumer<CheckReply> answer);

        /** Listens for the preflight; not answered when it only ends. */
        void listen(ListenRequest request, Consumer<ListenReply> answer);

        /** Tries to reach others for the preflight. */
        void reach(ReachRequest request, Consumer<ReachReply> answer);

        /** Whose certificates count from now on; answered when this host has one, which may be much later or never. */
        void authorities(Authorities now, Consumer<AuthorityHeld> answer);
    }

    /**
     * @param random from 0 to below 1, for the pauses between tries
     * @param events takes what the core is to know; may block
     * @param questions answers what is asked for people, on another thread
     * @param unreachable told of every try that failed
     */
    public CoordinatorLink(
            EventLoops loops,
            Client.Endpoint endpoint,
            Limits limits,
            java.util.function.DoubleSupplier random,
            Consumer<AgentEvent> events,
            Questions questions,
            Consumer<ConnectFailure> unreachable) {
        this.events = events;
        this.questions = questions;
        this.unreachable = unreachable;
        this.client = new Client(loops, endpoint, limits, random, this);
    }

    public void start() {
        client.start();
    }

    /** Carries out the core's word. */
    public void send(Send send) {
        Session<Message.FromAgent> current = session;
        if (current != null && current.id().value() == send.link()) {
            current.send(send.message());
        }
    }

    /** Carries out the core's word. */
    public void disconnect(Disconnect command) {
        Session<Message.FromAgent> current = session;
        if (current != null && current.id().value() == command.link()) {
            current.close(CloseReason.ENDED_HERE);
        }
    }

    @Override
    public void opened(Session<Message.FromAgent> opened) {
        session = opened;
        events.accept(new AgentEvent.LinkUp(opened.id().value()));
    }

    @Override
    public void message(SessionId id, Message.FromCoordinator message) {
        Session<Message.FromAgent> current = session;
        if (message instanceof LogRequest request && current != null) {
            questions.log(request, current::send);
        } else if (message instanceof CheckRequest request && current != null) {
            questions.check(request, current::send);
        } else if (message instanceof ListenRequest request && current != null) {
            questions.listen(request, current::send);
        } else if (message instanceof ReachRequest request && current != null) {
            questions.reach(request, current::send);
        } else if (message instanceof Authorities now && current != null) {
            questions.authorities(now, current::send);
        } else {
            events.accept(new AgentEvent.Received(id.value(), message));
        }
    }

    @Override
    public void closed(SessionId id, CloseReason reason, long retryMs) {
        events.accept(new AgentEvent.LinkDown(id.value(), reason.text()));
    }

    @Override
    public void failed(ConnectFailure failure, long retryMs) {
        unreachable.accept(failure);
    }

    /** Ends the session, after all that was sent on it. */
    @Override
    public void close() {
        client.close();
    }
}
