package dev.muster.common.model;

/** Identity of one cluster for its whole life, made once by the coordinator that formed it; tells a wiped or foreign store from our own. */
public record ClusterId(String value) implements Comparable<ClusterId> {

    public ClusterId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a cluster id is not empty");
        }
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
