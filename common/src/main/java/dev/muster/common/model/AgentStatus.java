package dev.muster.common.model;

/** What the coordinator knows of a host's agent. */
public enum AgentStatus {
    /** In the definition; has not registered in this run. */
    AWAITED,

    /** Has a live session and a live lease. */
    REGISTERED,

    /** Was registered, and has been silent for longer than its lease. Its components may well be running. */
    LOST,

    /** Said goodbye: its operator stopped it there. */
    LEFT,

    /** Under a maintenance lock: nothing is restarted on its account. */
    MAINTENANCE;
}
