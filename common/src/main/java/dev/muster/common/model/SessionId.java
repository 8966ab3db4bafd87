package dev.muster.common.model;

/** One connection of one agent, numbered by the coordinator process that accepted it. */
public record SessionId(long value) implements Comparable<SessionId> {

    public SessionId {
        if (value < 0) {
            throw new IllegalArgumentException("sessionid must not be negative: " + value);
        }
    }

    @Override
    public int compareTo(SessionId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
