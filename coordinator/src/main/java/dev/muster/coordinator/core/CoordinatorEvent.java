package dev.muster.coordinator.core;

import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.message.Message.Goodbye;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.Report;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.TokenId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can happen to a coordinator. A new event breaks the build until it is handled. */
public sealed interface CoordinatorEvent {

    <R> R accept(Visitor<R> visitor);

    /** Who wants something and why, for people. */
    static String words(String who, String reason) {
        return reason.isEmpty() ? who : who + ": " + reason;
    }

    /** Something that somebody waits for: it is answered by its number, by one that does not lead too. */
    sealed interface Request extends CoordinatorEvent {
        long request();
    }

    /**
     * This coordinator leads from now on.
     *
     * @param stored the durable state that was found; null when the cluster is new
     * @param freshId identity to give the cluster when it is new
     * @param startedFor the run that an operator started this process for, {@link DurableState#runOfStart}
     * @param wallMs when that is, milliseconds since 1970, for people
     */
    record BecameLeader(Epoch epoch, @Nullable DurableState stored, ClusterId freshId, long startedFor, long wallMs)
            implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.becameLeader(this);
        }
    }

    /** Another coordinator leads, or may soon. */
    record LostLeadership(String reason) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lostLeadership(this);
        }
    }

    /**
     * An agent introduced itself.
     *
     * @param address that it connects from, without the port
     * @param differences where its cluster.json differs from ours, for people
     * @param aheadMs how far its wall clock was ahead of ours, for people; negative when it was behind
     * @param objection why whoever is there may not speak for that host; null when it may
     */
    record HelloReceived(
            SessionId session,
            String address,
            Hello hello,
            List<String> differences,
            long aheadMs,
            @Nullable Failure objection)
            implements CoordinatorEvent {

        /** One whose clock says the same as ours, and against which nothing speaks. */
        public HelloReceived(SessionId session, String address, Hello hello, List<String> differences) {
            this(session, address, hello, differences, 0, null);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.helloReceived(this);
        }
    }

    /** An agent said how its components are. */
    record ReportReceived(SessionId session, Report report) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reportReceived(this);
        }
    }

    /**
     * An agent has looked whether its machine can do what it is wanted for.
     *
     * @param request that it was asked with
     */
    record ChecksReceived(SessionId session, long request, List<Check> checks) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.checksReceived(this);
        }
    }

    /**
     * An agent listens for the preflight.
     *
     * @param request that it was asked with
     * @param places at which it does
     * @param firewall what the host seems to filter packets with
     */
    record ListeningReceived(SessionId session, long request, List<Place> places, Firewall firewall)
            implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.listeningReceived(this);
        }
    }

    /**
     * An agent has tried to reach others.
     *
     * @param request that it was asked with
     * @param unreached empty when it reaches all
     */
    record ReachReceived(SessionId session, long request, List<Unreached> unreached) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reachReceived(this);
        }
    }

    /** An agent is alive. */
    record HeartbeatReceived(SessionId session) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.heartbeatReceived(this);
        }
    }

    /** An agent ends on purpose. */
    record GoodbyeReceived(SessionId session, Goodbye goodbye) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.goodbyeReceived(this);
        }
    }

    /** A connection ended, whoever ended it. */
    record SessionClosed(SessionId session, String reason) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sessionClosed(this);
        }
    }

    /**
     * An operator wants the whole cluster stopped.
     *
     * @param request that is answered when that is stored
     * @param reason in the words of who asks; may be empty
     */
    record StopClusterRequested(long request, String who, String reason) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stopClusterRequested(this);
        }
    }

    /**
     * An operator wants one host stopped: its components, then its agent.
     *
     * @param request that is answered when that is stored
     * @param reason in the words of who asks; may be empty
     */
    record StopHostRequested(long request, HostName host, String who, String reason) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stopHostRequested(this);
        }
    }

    /**
     * This run shall go on without a host that is not there.
     *
     * @param request that is answered when that is stored
     * @param who and why, for people
     * @param force whether also when others need it
     */
    record SkipHostRequested(long request, HostName host, String who, boolean force) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.skipHostRequested(this);
        }
    }

    /**
     * A host that was skipped shall be waited for again.
     *
     * @param request that is answered when that is stored
     */
    record UnskipHostRequested(long request, HostName host, String who) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unskipHostRequested(this);
        }
    }

    /**
     * A check of a host shall not count, whatever it says.
     *
     * @param request that is answered when that is stored
     * @param check its name
     * @param who and why, for people
     */
    record IgnoreCheckRequested(long request, HostName host, String check, String who) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ignoreCheckRequested(this);
        }
    }

    /**
     * A check that was ignored shall count again.
     *
     * @param request that is answered when that is stored
     */
    record HeedCheckRequested(long request, HostName host, String check, String who) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.heedCheckRequested(this);
        }
    }

    /**
     * What has failed shall be tried again at once: its cause is repaired.
     *
     * @param request that is answered when the agents are told
     * @param host where; null for every host
     * @param role which component; null for every one of the host
     * @param who and why, for people
     */
    record RetryRequested(
            long request, @Nullable HostName host, @Nullable Role role, String who) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.retryRequested(this);
        }
    }

    /**
     * How a change shall be made.
     *
     * @param strategy how many components of a role may be down at one time
     * @param failuresMax so many failed steps do not end it
     * @param who asks
     * @param reason in their words; may be empty
     * @param wallMs when, milliseconds since 1970
     * @param ticket of the place in the queue that it was waited at; empty when it was not waited for
     */
    record How(Strategy strategy, int failuresMax, String who, String reason, long wallMs, String ticket) {

        /** Who and why, for people. */
        String words() {
            return CoordinatorEvent.words(who, reason);
        }
    }

    /**
     * Another cluster.json shall be in force, and the cluster become what it says.
     *
     * @param request that is answered when that is stored
     * @param text of the file
     * @param hash of its bytes
     * @param ifRevision the revision that must be in force; null for any
     * @param token of the plan that is to be performed; null for the one that is made now
     * @param confirm the cluster's name, where something may be lost; else empty
     */
    record ApplyRequested(
            long request,
            String text,
            SpecHash hash,
            @Nullable Generation ifRevision,
            @Nullable String token,
            String confirm,
            How how)
            implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.applyRequested(this);
        }
    }

    /**
     * Components shall be restarted, some at a time.
     *
     * @param request that is answered when that is stored
     * @param hosts whose components; empty for all hosts
     * @param roles of which roles; empty for all roles
     */
    record RestartRequested(long request, Set<HostName> hosts, Set<Role> roles, How how) implements Request {
        public RestartRequested {
            hosts = Set.copyOf(hosts);
            roles = Set.copyOf(roles);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.restartRequested(this);
        }
    }

    /**
     * The change that goes on shall be steered.
     *
     * @param request that is answered when that is stored
     * @param component whose step is forced; null for the next ones
     * @param reason in the words of who asks; may be empty
     */
    record SteerRequested(
            long request, Steering steering, @Nullable ComponentId component, String who, String reason)
            implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.steerRequested(this);
        }

        /** Who and why, for people. */
        String words() {
            return CoordinatorEvent.words(who, reason);
        }
    }

    /**
     * Somebody waits to change the cluster, and says so again and again.
     *
     * @param request that is answered at once
     * @param ticket made by who waits
     * @param what is waited for, for people
     * @param reason in the words of who asks; may be empty
     * @param wallMs when, milliseconds since 1970
     */
    record QueueRequested(long request, String ticket, String who, String what, String reason, long wallMs)
            implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.queueRequested(this);
        }
    }

    /**
     * Somebody waits no longer.
     *
     * @param request that is answered at once
     */
    record LeaveQueueRequested(long request, String ticket, String who) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaveQueueRequested(this);
        }
    }

    /**
     * The load balancer, or the operator's own check, has answered.
     *
     * @param question that it was asked
     * @param failure why it was not done; null when it was
     */
    record BalanceEnded(
            CoordinatorCommand.Balance question, @Nullable Failure failure) implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.balanceEnded(this);
        }
    }

    /**
     * Something shall be held back, or let go again.
     *
     * @param request that is answered when that is stored
     * @param reason in the words of who asks; may be empty
     * @param wallMs when, milliseconds since 1970
     */
    record RestrainRequested(long request, Restraint restraint, String who, String reason, long wallMs)
            implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.restrainRequested(this);
        }

        /** Who and why, for people. */
        String words() {
            return CoordinatorEvent.words(who, reason);
        }
    }

    /**
     * A token shall be good from now on.
     *
     * @param request that is answered when that is stored
     * @param token made by the shell; asked for twice, it is the same token
     */
    record TokenRequested(long request, AccessToken token) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tokenRequested(this);
        }
    }

    /**
     * A token shall be good no longer.
     *
     * @param request that is answered when that is stored
     */
    record TokenRevocationRequested(long request, TokenId token, long wallMs) implements Request {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tokenRevocationRequested(this);
        }
    }

    /** Time has passed. */
    record Tick() implements CoordinatorEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tick(this);
        }
    }

    /** One method an event. */
    interface Visitor<R> {
        R becameLeader(BecameLeader event);

        R lostLeadership(LostLeadership event);

        R helloReceived(HelloReceived event);

        R reportReceived(ReportReceived event);

        R checksReceived(ChecksReceived event);

        R listeningReceived(ListeningReceived event);

        R reachReceived(ReachReceived event);

        R heartbeatReceived(HeartbeatReceived event);

        R goodbyeReceived(GoodbyeReceived event);

        R sessionClosed(SessionClosed event);

        R stopClusterRequested(StopClusterRequested event);

        R stopHostRequested(StopHostRequested event);

        R skipHostRequested(SkipHostRequested event);

        R unskipHostRequested(UnskipHostRequested event);

        R ignoreCheckRequested(IgnoreCheckRequested event);

        R heedCheckRequested(HeedCheckRequested event);

        R retryRequested(RetryRequested event);

        R applyRequested(ApplyRequested event);

        R restartRequested(RestartRequested event);

        R steerRequested(SteerRequested event);

        R queueRequested(QueueRequested event);

        R leaveQueueRequested(LeaveQueueRequested event);

        R balanceEnded(BalanceEnded event);

        R restrainRequested(RestrainRequested event);

        R tokenRequested(TokenRequested event);

        R tokenRevocationRequested(TokenRevocationRequested event);

        R tick(Tick event);
    }
}
