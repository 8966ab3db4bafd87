package dev.muster.common.model;

/** SHA-256, in hex, of everything in a {@code LaunchPlan} that the component could notice. */
public record PlanHash(String value) implements Comparable<PlanHash> {

    public PlanHash {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a hash is not empty");
        }
    }

    @Override
    public int compareTo(PlanHash other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
