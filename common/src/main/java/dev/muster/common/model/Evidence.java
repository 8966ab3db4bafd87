package dev.muster.common.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one probe last saw: the reason why a component counts as ready, or why not.
 *
 * @param probe name of the probe in the component's definition
 * @param level what the probe proves
 * @param passed whether it proves it
 * @param detail what was seen, one line, for people
 * @param facts values that the probe read and that hosts are compared by, such as OpenSearch's {@code cluster_uuid}
 * @param ageMs milliseconds since the probe ran, when this was said
 */
public record Evidence(
        String probe, ProbeLevel level, boolean passed, String detail, SortedMap<String, String> facts, long ageMs) {

    public Evidence {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Whether this says the same as {@code other}, whenever each was said. */
    public boolean saysTheSameAs(Evidence other) {
        return aged(0).equals(other.aged(0));
    }

    /** The same evidence at another age. */
    public Evidence aged(long newAgeMs) {
        return new Evidence(probe, level, passed, detail, facts, newAgeMs);
    }
}
