package dev.muster.coordinator.core;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.view.ClusterEvent;

/** What a coordinator wants done. */
public sealed interface CoordinatorCommand {

    /** Say something to one agent; if its session is gone, it is lost. */
    record Send(SessionId session, Message.FromCoordinator message) implements CoordinatorCommand {}

    /** End a connection, after what was sent on it before. */
    record CloseSession(SessionId session, String reason) implements CoordinatorCommand {}

    /** Tell the operator. */
    record Tell(ClusterEvent event) implements CoordinatorCommand {}

    /** The cluster is stopped: this coordinator has nothing left to do and ends. */
    record Finish(String reason) implements CoordinatorCommand {}
}
