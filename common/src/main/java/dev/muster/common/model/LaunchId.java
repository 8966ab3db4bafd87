package dev.muster.common.model;

import java.util.Comparator;

/**
 * One start of one component: the agent's incarnation and a number that counts its launches. Unique on its host for ever,
 * because incarnations only grow; so an event of an older launch can always be told from one of the current.
 */
public record LaunchId(Incarnation incarnation, long sequence) implements Comparable<LaunchId> {

    private static final Comparator<LaunchId> ORDER =
            Comparator.comparing(LaunchId::incarnation).thenComparingLong(LaunchId::sequence);

    @Override
    public int compareTo(LaunchId other) {
        return ORDER.compare(this, other);
    }

    /** As it stands in file names and logs, for example {@code 1763680000000-3}. */
    @Override
    public String toString() {
        return incarnation + "-" + sequence;
    }

    /** Reads what {@link #toString} wrote. */
    public static LaunchId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1) {
            throw new IllegalArgumentException("not a launch id: " + text);
        }
        return new LaunchId(
                new Incarnation(Long.parseLong(text.substring(0, dash))), Long.parseLong(text.substring(dash + 1)));
    }
}
