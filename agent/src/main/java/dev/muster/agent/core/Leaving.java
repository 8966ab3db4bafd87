package dev.muster.agent.core;

import dev.muster.agent.core.AgentCommand.CloseLeave;
import dev.muster.agent.core.AgentCommand.Leave;
import dev.muster.agent.core.AgentDurable.Membership;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How far one component is on its way out of its cluster, and when the next try is due. */
final class Leaving {

    /** Between two tries to leave, or to do what is to be done afterwards. */
    static final long AGAIN_MS = 30_000;

    private final Role role;
    private final Consumer<AgentCommand> commands;
    private Membership membership;
    private boolean underWay;
    private boolean closing;
    private boolean adopted;
    private boolean failed;
    private long dueMs;

    Leaving(Role role, Membership membership, Consumer<AgentCommand> commands) {
        this.role = role;
        this.membership = membership;
        this.commands = commands;
    }

    /** What to say of a component that is to leave, and for which nobody has said how. */
    static Failure unknownWay(Role role) {
        return Failure.of(
                "LEAVE_FAILED",
                role + " was launched here and has not left its cluster, and this agent was not told how it leaves",
                "its data stay; the coordinator sends the way with its next goals");
    }

    Membership membership() {
        return membership;
    }

    /** Whether it is asked to leave at this moment. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Whether this agent has found it running, and the last one may have seen it ready. */
    boolean isAdopted() {
        return adopted;
    }

    /** Whether it must leave before it may be gone. */
    boolean isNeeded(@Nullable LaunchPlan plan) {
        boolean mayBeNeeded = membership == Membership.MEMBER || membership == Membership.LEAVING;
        return mayBeNeeded && (plan == null || plan.leave() != null);
    }

    void launched(boolean wasFound) {
        adopted = wasFound;
        underWay = false;
        if (membership == Membership.NONE) {
            membership = Membership.MEMBER;
        }
    }

    /** Whether a try was begun: it is not when one is under way, or not due yet. */
    boolean begin(LaunchId launch, LaunchPlan plan, long nowMs) {
        if (underWay || closing || nowMs < dueMs) {
            return false;
        }
        membership = Membership.LEAVING;
        underWay = true;
        failed = false;
        commands.accept(new Leave(role, launch, plan));
        return true;
    }

    /** It has left. */
    void done() {
        membership = Membership.LEFT;
        underWay = false;
        dueMs = 0;
    }

    void failed(long nowMs) {
        underWay = false;
        failed = true;
        dueMs = nowMs + AGAIN_MS;
    }

    /** Its process ended: with some failures it says that it had left before. */
    void ended(@Nullable LaunchPlan plan, Failure why) {
        underWay = false;
        boolean isOnItsWay = membership == Membership.LEAVING;
        if (isOnItsWay
                && plan != null
                && plan.leave() != null
                && plan.leave().leftCodes().contains(why.code())) {
            done();
        }
    }

    /** It is stopped for another reason; what was begun is begun again when it runs again. */
    void interrupted() {
        underWay = false;
    }

    /** The next try is due at once; whether one had failed. */
    boolean hurry() {
        boolean had = failed;
        failed = false;
        dueMs = 0;
        return had;
    }

    /** It is to stay after all: what was done for leaving is undone. Whether there was anything. */
    boolean stays(@Nullable LaunchPlan plan, long nowMs) {
        if (membership != Membership.LEAVING && membership != Membership.LEFT || closing) {
            return false;
        }
        underWay = false;
        if (plan == null || plan.leave() == null) {
            membership = Membership.MEMBER;
            return true;
        }
        return close(plan, nowMs);
    }

    /** Whether all is done after leaving; if it is not, and it is due, it is asked for. */
    boolean isClosed(@Nullable LaunchPlan plan, long nowMs) {
        if (membership != Membership.LEFT
                || plan == null
                || plan.leave() == null
                || plan.leave().afterwards().isEmpty()) {
            return !closing;
        }
        close(plan, nowMs);
        return false;
    }

    private boolean close(LaunchPlan plan, long nowMs) {
        if (closing || nowMs < dueMs) {
            return false;
        }
        closing = true;
        failed = false;
        commands.accept(new CloseLeave(role, plan));
        return true;
    }

    /**
     * An answer to {@link CloseLeave}.
     *
     * @param toBeGone whether it is still to be gone
     * @return whether one was waited for
     */
    boolean closed(boolean successful, boolean toBeGone, long nowMs) {
        if (!closing) {
            return false;
        }
        closing = false;
        if (!successful) {
            failed(nowMs);
        } else {
            membership = membership == Membership.LEFT && toBeGone ? Membership.NONE : Membership.MEMBER;
        }
        return true;
    }

    /** Nothing of it is here any more but its data, and it belongs to no cluster. */
    void gone() {
        membership = Membership.NONE;
    }
}
