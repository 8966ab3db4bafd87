package dev.muster.agent.process;

import dev.muster.common.engine.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the supervision of processes needs of the machine. */
record Machine(ProcessTable table, Signals signals, Clock clock) {

    private static final long LOOK_MS = 10;

    static Machine of(Clock clock) {
        ProcessTable table = ProcessTable.system();
        return new Machine(table, new Signals(table), clock);
    }

    /** Waits until {@code condition} holds; false when it does not within the time. For threads that may block. */
    boolean await(long timeoutMs, BooleanSupplier condition) {
        long deadlineMs = clock.nowMs() + timeoutMs;
        while (!condition.getAsBoolean()) {
            if (clock.nowMs() >= deadlineMs || Thread.currentThread().isInterrupted()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
        }
        return true;
    }
}
