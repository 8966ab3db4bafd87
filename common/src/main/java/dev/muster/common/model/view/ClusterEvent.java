package dev.muster.common.model.view;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * Something worth telling: the one stream behind the console, the plain lines, the JSON lines and the log.
 *
 * @param type what happened
 * @param host where; null when it is about the cluster
 * @param role of which component; null when it is about the host or the cluster
 * @param state that the component is in now; null when it is not about a component
 * @param phase that the cluster is in when this is told; null when it is not known
 * @param step what the component is at within its state, for people, for example how far its installation is; may be empty
 * @param cause why, with a code and what to do; null when nothing is wrong
 * @param message one line for people
 */
public record ClusterEvent(
        Type type,
        @Nullable HostName host,
        @Nullable Role role,
        @Nullable ComponentState state,
        @Nullable ClusterPhase phase,
        String step,
        @Nullable Failure cause,
        String message) {

    /** Something about a component, or about nothing in particular. */
    public ClusterEvent(
            Type type, @Nullable HostName host, @Nullable Role role, @Nullable ComponentState state, String message) {
        this(type, host, role, state, null, "", null, message);
    }

    /** The same with why. */
    public ClusterEvent because(@Nullable Failure why) {
        return new ClusterEvent(type, host, role, state, phase, step, why, message);
    }

    /** The same in a phase. */
    public ClusterEvent in(ClusterPhase now) {
        return new ClusterEvent(type, host, role, state, now, step, cause, message);
    }

    /** The same with what the component is at. */
    public ClusterEvent at(String now) {
        return new ClusterEvent(type, host, role, state, phase, now, cause, message);
    }

    /** Kinds of events; their names are stable. */
    public enum Type {
        LEADING,
        AWAITING_HOSTS,
        HOST_READY,
        HOST_REFUSED,
        HOST_MISSING,
        HOST_DIFFERS,
        HOST_LOST,
        HOST_BACK,
        HOST_LEFT,
        HOST_STOPPING,
        NETWORK_SUSPECTED,
        NETWORK_BACK,
        STILL_WAITING,
        /** Those that are not required are waited for a little longer. */
        QUORUM_REACHED,
        HOSTS_LEFT_BEHIND,
        HOST_SKIPPED,
        HOST_UNSKIPPED,
        /** One that was left behind or skipped has come. */
        HOST_LATE,
        ALL_HOSTS_READY,
        PREFLIGHT_BEGUN,
        /** What a host lacks, once for each finding. */
        PREFLIGHT_FAILED,
        /** A host lacks nothing any more. */
        PREFLIGHT_REPAIRED,
        PREFLIGHT_PASSED,
        CHECK_IGNORED,
        CHECK_HEEDED,
        COMPONENT_CHANGED,
        /** Its installation has come a step further: a few times for each. */
        COMPONENT_PROGRESSED,
        COMPONENT_FAILED,
        /** An operator has it tried again. */
        COMPONENT_RETRIED,
        CLUSTER_STARTED,
        CLUSTER_DEGRADED,
        CLUSTER_RECOVERED,
        CLUSTER_STOPPING,
        CLUSTER_STOPPED,
        DEFINITION_CHANGED,
        /** What lies on the coordinator's host is not what is in force. */
        DEFINITION_DIFFERS,
        /** The definition has a host no longer, and nothing of it runs there. */
        HOST_REMOVED,
        CHANGE_BEGUN,
        /** The next step of a change has a reason to wait. */
        CHANGE_WAITS,
        /** A step of a change is further. */
        CHANGE_STEP,
        CHANGE_STEP_FAILED,
        CHANGE_FAILED,
        CHANGE_PAUSED,
        CHANGE_RESUMED,
        CHANGE_CANCELLED,
        CHANGE_DONE,
        /** An operator holds the whole cluster back: nothing is changed. */
        FROZEN,
        UNFROZEN,
        /** A host is left alone. */
        MAINTENANCE_BEGUN,
        MAINTENANCE_ENDS_SOON,
        MAINTENANCE_ENDED,
        /** What was behind the balancer on a host in maintenance is out of it. */
        DRAINED,
        /** It is back. */
        PUT_BACK,
        /** The balancer does not take it out, or back. */
        BALANCER_REFUSED,
        /** One person alone changes the cluster, a host or a role. */
        LOCKED,
        LOCK_ENDS_SOON,
        UNLOCKED,
        STEPPED_DOWN,
        STANDING_BY,
        STORE_AWAY
    }

    public static ClusterEvent cluster(Type type, String message) {
        return new ClusterEvent(type, null, null, null, message);
    }

    public static ClusterEvent host(Type type, HostName host, String message) {
        return new ClusterEvent(type, host, null, null, message);
    }
}
