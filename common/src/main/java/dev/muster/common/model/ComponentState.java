package dev.muster.common.model;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** * What an agent sees of one component. The legal transitions are the table below; anything else is a programmer's error.
 *
 * <pre>
 *  ABSENT -> INSTALLING -> STOPPED -> STARTING <-> READY
 *              |   ^         ^  ^        |          |
 *              v   |         |  |        v          v
 *             FAILED <-------+--+----- (exit)    STOPPING -> STOPPED
 * </pre> */
public enum ComponentState {
    /** Nothing of it is installed. */
    ABSENT,

    /** Its software is being fetched, verified or unpacked. */
    INSTALLING,

    /** Installed and not running. */
    STOPPED,

    /** Launched; its own probes have not all passed, or pass no longer. */
    STARTING,

    /** Running, and its own probes pass. */
    READY,

    /** Asked to end; its tree of processes is not yet empty. */
    STOPPING,

    /** Exited, could not be installed or could not be launched; a later try may follow. */
    FAILED,

    /** The coordinator's view only: the host is not heard from. */
    UNKNOWN;

    private static final Map<ComponentState, Set<ComponentState>> LEGAL = new EnumMap<>(Map.of(
            ABSENT, EnumSet.of(INSTALLING, FAILED),
            INSTALLING, EnumSet.of(STOPPED, FAILED, ABSENT),
            STOPPED, EnumSet.of(STARTING, INSTALLING, FAILED, ABSENT),
            STARTING, EnumSet.of(READY, STOPPING, FAILED),
            READY, EnumSet.of(STARTING, STOPPING, FAILED),
            STOPPING, EnumSet.of(STOPPED, FAILED),
            FAILED, EnumSet.of(INSTALLING, STARTING, STOPPED, ABSENT),
            UNKNOWN, EnumSet.noneOf(ComponentState.class)));

    /** Whether an agent may report {@code next} directly after this state. */
    public boolean mayBecome(ComponentState next) {
        return LEGAL.getOrDefault(this, Set.of()).contains(next);
    }

    /** What people call the step from {@code before} to this state: the end of an installation is no stop. */
    public String wordAfter(ComponentState before) {
        return before == INSTALLING && this == STOPPED ? "installed" : name().toLowerCase(Locale.ROOT);
    }

    /** Whether a process may be running in this state. */
    public boolean isAlive() {
        return this == STARTING || this == READY || this == STOPPING;
    }
}
