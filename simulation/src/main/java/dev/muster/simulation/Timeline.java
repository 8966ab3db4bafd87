package dev.muster.simulation;

import java.util.PriorityQueue;

/** Virtual time: what happens next, ordered by (time, sequence). Nothing waits, so an hour takes milliseconds. */
final class Timeline {

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long nowMs;
    private long sequence;

    long nowMs() {
        return nowMs;
    }

    /** How many events have happened or been planned. */
    long count() {
        return sequence;
    }

    void after(long delayMs, Runnable what) {
        queue.add(new Entry(nowMs + Math.max(0, delayMs), sequence++, what));
    }

    /** Lets the next thing happen. The queue is never empty: clocks tick on. */
    void next() {
        Entry entry = queue.remove();
        nowMs = entry.atMs;
        entry.what.run();
    }

    private record Entry(long atMs, long sequence, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
