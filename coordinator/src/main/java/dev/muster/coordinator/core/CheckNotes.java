package dev.muster.coordinator.core;

import dev.muster.common.model.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a coordinator itself knows of the checks of a host.
 *
 * @param ignored names of those that do not count
 * @param own those that it makes itself: what has failed before the host can be asked
 */
public record CheckNotes(Set<String> ignored, List<Check> own) {

    public CheckNotes {
        ignored = new TreeSet<>(ignored);
        own = List.copyOf(own);
    }

    /** All checks of the host, as they count. */
    public List<Check> with(List<Check> found) {
        List<Check> all = new ArrayList<>(own);
        all.addAll(found);
        return all.stream()
                .map(check -> ignored.contains(check.name()) ? check.ignored() : check)
                .toList();
    }
}
