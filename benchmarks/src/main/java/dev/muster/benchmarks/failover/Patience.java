package dev.muster.benchmarks.failover;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what can only be looked at again and again. */
final class Patience {

    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long EVERY_MS = 10;

    private Patience() {}

    /** Something that may be there, or not yet. */
    interface Look<T> {
        Optional<T> look() throws Exception;
    }

    /** Something that is true, or not yet. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static <T> T awaitValue(String what, Look<T> wanted) throws Exception {
        long deadlineNanos = System.nanoTime() + LIMIT_NS;
        while (System.nanoTime() < deadlineNanos) {
            Optional<T> found = wanted.look();
            if (found.isPresent()) {
                return found.get();
            }
            TimeUnit.MILLISECONDS.sleep(EVERY_MS);
        }
        throw new TimeoutException("waited in vain for " + what);
    }

    static void await(String what, Condition wanted) throws Exception {
        awaitValue(what, () -> wanted.holds() ? Optional.of(true) : Optional.empty());
    }
}
