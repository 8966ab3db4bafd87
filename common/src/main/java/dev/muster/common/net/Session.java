package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.trust.PeerVerdict;
import java.net.InetSocketAddress;

/**
 * One connection. All methods may be called from any thread, return at once, and do nothing when the connection has ended.
 *
 * @param <M> what may be sent on it
 */
public interface Session<M extends Message> {

    /** Number of this connection, unique in this process for a server or a client; never used again. */
    SessionId id();

    /** Who is at the other end. */
    InetSocketAddress peer();

    /** Who has been proven to be there: known from the first message on. */
    default PeerVerdict verdict() {
        return PeerVerdict.OPEN;
    }

    /** Sends a message, after all that was sent before. */
    void send(M message);

    /** Ends the connection, after all that was sent before. */
    void close(CloseReason reason);
}
