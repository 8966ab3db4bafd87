package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers what a server told, in order. */
final class RecordingServer implements ServerHandler {

    private static final long PATIENCE_S = 20;

    final BlockingQueue<Session<Message.FromCoordinator>> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Message.FromAgent> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<SessionId> heartbeats = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> broken = new LinkedBlockingQueue<>();

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within " + PATIENCE_S + " s");
        }
        return next;
    }

    @Override
    public void opened(Session<Message.FromCoordinator> session) {
        opened.add(session);
    }

    @Override
    public void message(SessionId session, Message.FromAgent message) {
        messages.add(message);
    }

    @Override
    public void heartbeat(SessionId session) {
        heartbeats.add(session);
    }

    @Override
    public void broken(InetSocketAddress peer, CloseReason reason, String detail) {
        broken.add(peer.getHostString() + " " + reason);
    }

    @Override
    public void closed(SessionId session, CloseReason reason) {
        closed.add(reason);
    }
}
