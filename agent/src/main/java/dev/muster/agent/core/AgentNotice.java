package dev.muster.agent.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * Something worth telling the operator of one host.
 *
 * @param type what happened
 * @param role of which component; null when it is about the host
 * @param message one line for people
 * @param cause why, and what to do; null when nothing is wrong
 */
public record AgentNotice(
        Type type,
        @Nullable Role role,
        String message,
        @Nullable Failure cause) {

    /** One that says nothing of a cause. */
    public AgentNotice(Type type, @Nullable Role role, String message) {
        this(type, role, message, null);
    }

    /** Kinds of notices; their names are stable. */
    public enum Type {
        SENDING_READY,
        WAITING,
        PROCEED,
        DIFFERS,
        REFUSED,
        DISCONNECTED,
        COMPONENT_CHANGED,
        COMPONENT_FAILED,
        LEAVING
    }
}
