package dev.muster.benchmarks.barrier;

/**
 * One round.
 *
 * @param toGoMs milliseconds from the first connect until the last has GO
 * @param afterLastMs milliseconds from the last established connection until the last has GO
 * @param cpuMs processor time of the server in that time
 * @param residentMb of the server afterwards
 * @param idlePercent of one processor that the server uses afterwards, with everybody connected
 */
record Timing(double toGoMs, double afterLastMs, double cpuMs, double residentMb, double idlePercent) {}
