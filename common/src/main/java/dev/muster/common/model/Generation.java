package dev.muster.common.model;

/** Number of a cluster definition; every accepted change of cluster.json makes the next one. */
public record Generation(long value) implements Comparable<Generation> {

    public Generation {
        if (value < 0) {
            throw new IllegalArgumentException("generation must not be negative: " + value);
        }
    }

    /** The one that follows this one. */
    public Generation next() {
        return new Generation(value + 1);
    }

    @Override
    public int compareTo(Generation other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
