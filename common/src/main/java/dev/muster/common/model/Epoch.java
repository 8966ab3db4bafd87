package dev.muster.common.model;

/** One leadership of one coordinator; the fencing token of every write and every command. Zero means that no coordinator has led yet. */
public record Epoch(long value) implements Comparable<Epoch> {

    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("epoch must not be negative: " + value);
        }
    }

    /** Before the first leadership. */
    public static final Epoch NONE = new Epoch(0);

    /** The one that follows this one. */
    public Epoch next() {
        return new Epoch(value + 1);
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
