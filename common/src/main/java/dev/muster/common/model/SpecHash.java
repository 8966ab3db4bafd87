package dev.muster.common.model;

/** SHA-256, in hex, of the exact bytes of a cluster.json. */
public record SpecHash(String value) implements Comparable<SpecHash> {

    public SpecHash {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a hash is not empty");
        }
    }

    @Override
    public int compareTo(SpecHash other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
