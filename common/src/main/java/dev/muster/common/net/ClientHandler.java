package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;

/** What a client tells of its connections. See the package for the threads. */
public interface ClientHandler {

    /** A connection stands: say Hello on it. */
    void opened(Session<Message.FromAgent> session);

    /** A message other than a heartbeat. */
    void message(SessionId session, Message.FromCoordinator message);

    /** The connection has ended; another try follows in {@code retryMs} milliseconds. */
    void closed(SessionId session, CloseReason reason, long retryMs);

    /** No connection came about; another try follows in {@code retryMs} milliseconds. */
    void failed(ConnectFailure failure, long retryMs);
}
