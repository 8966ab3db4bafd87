package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import java.net.InetSocketAddress;

/** What a server tells of its sessions. See the package for the threads. */
public interface ServerHandler {

    /** A peer has introduced itself; its Hello follows as the first {@link #message}. */
    void opened(Session<Message.FromCoordinator> session);

    /** A message other than a heartbeat. The first is a Hello, and no other is. */
    void message(SessionId session, Message.FromAgent message);

    /** A heartbeat; it has been answered already. */
    void heartbeat(SessionId session);

    /**
     * A connection has ended before anybody introduced himself on it.
     *
     * @param detail what the encryption says of it; empty where there is no more to say
     */
    default void broken(InetSocketAddress peer, CloseReason reason, String detail) {
        // most have no use for it
    }

    /** The session has ended. */
    void closed(SessionId session, CloseReason reason);
}
