package dev.muster.common.model;

/** Where the cluster is between its first host and its end. */
public enum ClusterPhase {
    /** Not every host has registered yet in this run. */
    AWAITING_HOSTS,

    /** Every host is there and looks at itself; nothing is launched before all are well. */
    PREFLIGHT,

    /** Every host is there and well; components are being installed, started and connected. */
    STARTING,

    /** Everything wanted has really connected. */
    STARTED,

    /** Was started in this run, and something has been lost since. */
    DEGRADED,

    /** An operator stops the cluster, in dependency order. */
    STOPPING,

    /** Every component of every reachable host is stopped. */
    STOPPED;

    /** Whether the start of the run was announced, perhaps without some hosts, and nobody stops it. */
    public boolean isStarted() {
        return this == STARTED || this == DEGRADED;
    }
}
