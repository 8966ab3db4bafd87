package dev.muster.common.model;

/** One start of one agent process; larger for every later start on the same host. */
public record Incarnation(long value) implements Comparable<Incarnation> {

    public Incarnation {
        if (value < 0) {
            throw new IllegalArgumentException("incarnation must not be negative: " + value);
        }
    }

    /** The one that follows this one. */
    public Incarnation next() {
        return new Incarnation(value + 1);
    }

    @Override
    public int compareTo(Incarnation other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
