package dev.muster.common.model;

/** What the coordinator wants of a component. */
public enum GoalState {
    /** Installed, started, and started again when it exits. */
    RUNNING,

    /** Not running; files and data stay. */
    STOPPED,

    /** Not running and not this host's business any longer; data stays until an operator wipes it. */
    ABSENT,

    /**
     * Leaves its cluster in its own way, and is {@link #ABSENT} then. One that was launched here and does not run is started
     * for it: what it holds may be needed by others. ABSENT observed under this goal says that it has left.
     */
    LEFT;
}
