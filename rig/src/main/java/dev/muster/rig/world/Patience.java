package dev.muster.rig.world;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits that end. */
public final class Patience {

    private static final long LOOK_MS = 50;

    /** How many times longer a busy machine may take than the rows say. */
    private static final int TIMES = Math.max(1, Integer.getInteger("muster.rig.patience", 1));

    private Patience() {}

    /** A limit, for this machine. */
    public static Duration here(Duration limit) {
        return limit.multipliedBy(TIMES);
    }

    /** Waits until it holds; fails after {@code limit}. How long it took, in milliseconds. */
    public static long await(String what, Duration limit, BooleanSupplier condition) {
        long beganNs = System.nanoTime();
        if (!comes(here(limit), condition)) {
            throw new RowFailed("not within " + limit.toMillis() + " ms: " + what);
        }
        return (System.nanoTime() - beganNs) / 1_000_000;
    }

    /** Waits until there is a value. */
    public static <T> T awaitValue(String what, Duration limit, Supplier<Optional<T>> value) {
        long deadlineNs = System.nanoTime() + here(limit).toNanos();
        Optional<T> seen = value.get();
        while (seen.isEmpty()) {
            if (System.nanoTime() > deadlineNs) {
                throw new RowFailed("not within " + limit.toMillis() + " ms: " + what);
            }
            pause(LOOK_MS);
            seen = value.get();
        }
        return seen.get();
    }

    /** Whether it comes to hold within {@code limit}. */
    public static boolean comes(Duration limit, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            pause(LOOK_MS);
        }
        return true;
    }

    /** Fails as soon as {@code condition} does not hold at some look within {@code time}. */
    public static void holds(String what, Duration time, BooleanSupplier condition) {
        if (comes(time, () -> !condition.getAsBoolean())) {
            throw new RowFailed("it did not stay so for " + time.toMillis() + " ms: " + what);
        }
    }

    /** Lets time pass, in which something else happens. */
    public static void pause(long milliseconds) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(milliseconds));
        if (Thread.currentThread().isInterrupted()) {
            throw new RowFailed("the row took too long");
        }
    }
}
