package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Somebody who writes and reads all the time, and remembers what was acknowledged. */
final class Traffic implements AutoCloseable {

    private static final long PAUSE_MS = 40;

    /** What is written to and read from. Each call ends with a success, or it is an error of the service. */
    interface Store extends AutoCloseable {

        /** Writes, and returns when a quorum of the copies has it. */
        void write(String key, String value) throws Exception;

        /** What a quorum of the copies says; empty when there is nothing. */
        String read(String key) throws Exception;

        @Override
        void close() throws Exception;
    }

    private final String name;
    private final Store store;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile long longestNs;
    private volatile int written;

    /** Begins. */
    Traffic(String name, Store store) {
        this.name = name;
        this.store = store;
        thread = new Thread(this::run, "traffic-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        Random random = new Random(1);
        try {
            while (!ending) {
                String key = "key" + written;
                String value = "value" + random.nextLong();
                timed("writing " + key, () -> {
                    store.write(key, value);
                    acknowledged.put(key, value);
                });
                String known = "key" + random.nextInt(written + 1);
                timed("reading " + known, () -> compare(known));
                written++;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Operation {
        void run() throws Exception;
    }

    private void timed(String what, Operation operation) throws InterruptedException {
        long beganNs = System.nanoTime();
        try {
            operation.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            wrong.add(java.time.Instant.now() + " " + what + ": " + e);
        }
        longestNs = Math.max(longestNs, System.nanoTime() - beganNs);
    }

    private void compare(String key) throws Exception {
        String expected = acknowledged.get(key);
        if (expected != null) {
            String found = store.read(key);
            if (!found.equals(expected)) {
                wrong.add(key + " was acknowledged as " + expected + ", and is " + found);
            }
        }
    }

    /** So far every call has succeeded, and there were calls since {@code before}; the number of writes. */
    int unharmedSince(int before) {
        assertThat(wrong).as("errors of %s", name).isEmpty();
        assertThat(written).as("writes of %s", name).isGreaterThan(before);
        return written;
    }

    /** Ends; every call has succeeded, and everything that was acknowledged is there. */
    void endUnharmed() throws Exception {
        ending = true;
        thread.join();
        unharmedSince(0);
        for (Map.Entry<String, String> each : acknowledged.entrySet()) {
            assertThat(store.read(each.getKey()))
                    .as(name + ", " + each.getKey())
                    .isEqualTo(each.getValue());
        }
        System.out.printf(
                "%s: %d writes, as many reads, none failed, none was lost; the longest took %d ms%n",
                name, written, TimeUnit.NANOSECONDS.toMillis(longestNs));
    }

    @Override
    public void close() throws Exception {
        ending = true;
        thread.interrupt();
        thread.join();
        store.close();
    }
}
