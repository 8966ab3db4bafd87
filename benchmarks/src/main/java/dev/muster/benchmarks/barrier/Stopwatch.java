package dev.muster.benchmarks.barrier;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** From the first connect to the last GO. Thread-safe. */
final class Stopwatch {

    private static final long PATIENCE_S = 180;
    private static final double NANOS_A_MS = 1e6;

    private final CountDownLatch go;
    private final AtomicLong lastConnectNanos = new AtomicLong();
    private final AtomicLong lastGoNanos = new AtomicLong();
    private final long startNanos = System.nanoTime();

    Stopwatch(int members) {
        go = new CountDownLatch(members);
    }

    void connected() {
        lastConnectNanos.accumulateAndGet(System.nanoTime(), Math::max);
    }

    void go() {
        lastGoNanos.accumulateAndGet(System.nanoTime(), Math::max);
        go.countDown();
    }

    void await() throws InterruptedException, TimeoutException {
        if (!go.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new TimeoutException(go.getCount() + " have no GO after " + PATIENCE_S + " s");
        }
    }

    double toGoMs() {
        return (lastGoNanos.get() - startNanos) / NANOS_A_MS;
    }

    double afterLastMs() {
        return (lastGoNanos.get() - lastConnectNanos.get()) / NANOS_A_MS;
    }
}
