package dev.muster.agent.core;

import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to an agent. A new event breaks the build until it is handled. */
public sealed interface AgentEvent {

    <R> R accept(Visitor<R> visitor);

    /** The agent has started, and has looked after every launch that its journal knows. */
    record Booted(List<Found> found) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.booted(this);
        }
    }

    /** A connection to a coordinator stands; {@code link} numbers it. */
    record LinkUp(long link) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linkUp(this);
        }
    }

    /** That connection is gone. */
    record LinkDown(long link, String cause) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linkDown(this);
        }
    }

    /** The coordinator said something on a connection. */
    record Received(long link, Message.FromCoordinator message) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.received(this);
        }
    }

    /** The software of a plan is in place. */
    record Installed(Role role, PlanHash plan) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.installed(this);
        }
    }

    /** The software of a plan could not be put in place. */
    record InstallFailed(Role role, PlanHash plan, Failure failure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.installFailed(this);
        }
    }

    /** How far an installation is, for people. */
    record InstallProgressed(Role role, PlanHash plan, String progress) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.installProgressed(this);
        }
    }

    /** A process was started. */
    record Launched(Role role, LaunchId launch, long pid) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.launched(this);
        }
    }

    /** No process was started, and none is left of the try. */
    record LaunchFailed(Role role, LaunchId launch, Failure failure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.launchFailed(this);
        }
    }

    /** A process ended by itself; the failure says why, as far as its output tells. */
    record Exited(Role role, LaunchId launch, int code, Failure failure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.exited(this);
        }
    }

    /** All probes of a launch, with what each last saw. */
    record Probed(Role role, LaunchId launch, List<Evidence> evidence) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.probed(this);
        }
    }

    /** Nothing of a launch is left. */
    record StopDone(Role role, LaunchId launch) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stopDone(this);
        }
    }

    /** Something of a launch could not be ended. */
    record StopFailed(Role role, LaunchId launch, Failure failure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stopFailed(this);
        }
    }

    /** A launch has left its cluster, as it says itself; it still runs. */
    record Left(Role role, LaunchId launch) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.left(this);
        }
    }

    /** A launch has not left its cluster, and nothing tries it any more. */
    record LeaveFailed(Role role, LaunchId launch, Failure failure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaveFailed(this);
        }
    }

    /** How far the leaving is, for people. */
    record LeaveProgressed(Role role, LaunchId launch, String progress) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaveProgressed(this);
        }
    }

    /**
     * What there was to do after leaving is done.
     *
     * @param failure why it is not; null when it is
     */
    record LeaveClosed(Role role, @Nullable Failure failure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaveClosed(this);
        }
    }

    /** Somebody wants this agent to end. */
    record LeaveRequested(Departure departure) implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaveRequested(this);
        }
    }

    /** Time has passed. */
    record Tick() implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tick(this);
        }
    }

    /**
     * What became of a launch that the journal knows.
     *
     * @param pid of its process when it is alive; 0 when it is not
     * @param failure why it is not alive; null when it is
     */
    record Found(
            Role role, LaunchId launch, long pid, @Nullable Failure failure) {}

    /** How an agent ends. */
    enum Departure {
        /** Ctrl-C: stop this host's components, say goodbye, end. */
        STOP_COMPONENTS,
        /** SIGTERM: end at once; the components go on, and the next agent adopts them. */
        LEAVE_RUNNING
    }

    /** One method an event. */
    interface Visitor<R> {
        R booted(Booted event);

        R linkUp(LinkUp event);

        R linkDown(LinkDown event);

        R received(Received event);

        R installed(Installed event);

        R installFailed(InstallFailed event);

        R installProgressed(InstallProgressed event);

        R launched(Launched event);

        R launchFailed(LaunchFailed event);

        R exited(Exited event);

        R probed(Probed event);

        R stopDone(StopDone event);

        R stopFailed(StopFailed event);

        R left(Left event);

        R leaveFailed(LeaveFailed event);

        R leaveProgressed(LeaveProgressed event);

        R leaveClosed(LeaveClosed event);

        R leaveRequested(LeaveRequested event);

        R tick(Tick event);
    }
}
