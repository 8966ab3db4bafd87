package dev.muster.coordinator.core;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.auth.Access;
import org.jspecify.annotations.Nullable;

/** What a coordinator wants done. */
public sealed interface CoordinatorCommand {

    /** Say something to one agent; if its session is gone, it is lost. */
    record Send(SessionId session, Message.FromCoordinator message) implements CoordinatorCommand {}

    /** End a connection, after what was sent on it before. */
    record CloseSession(SessionId session, String reason) implements CoordinatorCommand {}

    /** Tell the operator. */
    record Tell(ClusterEvent event) implements CoordinatorCommand {}

    /** These, and nobody else, may do what they may from now on. */
    record Admit(Access access) implements CoordinatorCommand {}

    /**
     * The cluster is defined like this from now on.
     *
     * @param members its hosts and roles, those that are still to come and those that have not left yet too
     * @param history the revisions that are kept; the last one is in force
     */
    record Define(ClusterSpec members, History history) implements CoordinatorCommand {}

    /**
     * Ask the load balancer something for a step of a change, or for a host in maintenance; asked again by a new leader, so it may be repeated.
     *
     * @param epoch of the leadership that asks: only its own answers count to it
     * @param change number of the change, or {@link #FOR_MAINTENANCE}
     * @param component null for the whole cluster
     */
    record Balance(Epoch epoch, long change, @Nullable ComponentId component, BalancerAction action)
            implements CoordinatorCommand {

        /** In place of the number of a change. */
        public static final long FOR_MAINTENANCE = 0;
    }

    /** This coordinator cannot lead; a person must act. */
    record GiveUp(Failure failure) implements CoordinatorCommand {}

    /**
     * What became of a request.
     *
     * @param refusal null when it is done
     * @param done what was done, for people; empty where the request says it all
     */
    record Answer(long request, @Nullable Failure refusal, String done) implements CoordinatorCommand {}

    /** The cluster is stopped: this coordinator has nothing left to do and ends. */
    record Finish(String reason) implements CoordinatorCommand {}
}
