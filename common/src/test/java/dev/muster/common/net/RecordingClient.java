package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Remembers what a client told, in order; says Hello on every connection when it is given one. */
final class RecordingClient implements ClientHandler {

    final BlockingQueue<Session<Message.FromAgent>> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Message.FromCoordinator> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<ConnectFailure> failures = new LinkedBlockingQueue<>();

    private final Message.FromAgent first;

    RecordingClient(Message.FromAgent first) {
        this.first = first;
    }

    @Override
    public void opened(Session<Message.FromAgent> session) {
        session.send(first);
        opened.add(session);
    }

    @Override
    public void message(SessionId session, Message.FromCoordinator message) {
        messages.add(message);
    }

    @Override
    public void closed(SessionId session, CloseReason reason, long retryMs) {
        closed.add(reason);
    }

    @Override
    public void failed(ConnectFailure failure, long retryMs) {
        failures.add(failure);
    }
}
