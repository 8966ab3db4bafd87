package dev.muster.common.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one probe last saw: the reason why a component counts as ready, or why not.
 *
 * @param probe name of the probe in the component's definition
 * @param level what the probe proves
 * @param passed whether it proves it
 * @param denied true when somebody who must know answered and denied it, else null, so that it is left out when it is written
 * @param detail what was seen, one line, for people
 * @param facts values that the probe read and that hosts are compared by, such as OpenSearch's {@code cluster_uuid}
 * @param ageMs milliseconds since the probe ran, when this was said
 */
public record Evidence(
        String probe,
        ProbeLevel level,
        boolean passed,
        @Nullable Boolean denied,
        String detail,
        SortedMap<String, String> facts,
        long ageMs) {

    public Evidence {
        denied = denied != null && denied ? denied : null;
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Whether somebody who must know answered, and denied it. */
    public boolean isDenied() {
        return denied != null;
    }

    /** Whether this says the same as {@code other}, whenever each was said. */
    public boolean saysTheSameAs(Evidence other) {
        return aged(0).equals(other.aged(0));
    }

    /** The same evidence at another age. */
    public Evidence aged(long newAgeMs) {
        return new Evidence(probe, level, passed, denied, detail, facts, newAgeMs);
    }
}
