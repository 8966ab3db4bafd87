package dev.muster.agent.process;

/**
 * One process of the running system. A pid alone is given out again; a pid and a start time are not, until the machine is
 * started anew.
 *
 * @param pid process id
 * @param startTicks start time in clock ticks since boot: 22nd field of {@code /proc/PID/stat}
 */
public record ProcessIdentity(long pid, long startTicks) {}
