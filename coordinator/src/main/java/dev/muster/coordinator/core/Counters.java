package dev.muster.coordinator.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what was ignored or refused, by reason. */
final class Counters {

    private final TreeMap<String, Long> counts = new TreeMap<>();

    void count(String reason) {
        counts.merge(reason, 1L, Long::sum);
    }

    SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
