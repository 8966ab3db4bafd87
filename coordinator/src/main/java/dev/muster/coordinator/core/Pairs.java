package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which roles go over to the other side of their pair. */
final class Pairs {

    private Pairs() {}

    /**
     * Roles of which some member works with the other side than {@code target} has in use. One that was no pair before goes over to
     * nothing; one whose change was cancelled on the way still has members to go over.
     */
    static SortedSet<Role> swapped(InForce inForce, DurableState durable, ClusterSpec target) {
        SortedSet<Role> roles = new TreeSet<>();
        for (ComponentId id : target.componentIds()) {
            Pair is = target.pair(id.role()).orElse(null);
            if (is == null || roles.contains(id.role())) {
                continue;
            }
            Generation stands = durable.standing().getOrDefault(id, durable.generation());
            Definition older = inForce.of(stands);
            Pair was = older == null || !InForce.has(older.spec(), id)
                    ? null
                    : older.spec().pair(id.role()).orElse(null);
            if (was != null && was.uses() != is.uses()) {
                roles.add(id.role());
            }
        }
        return roles;
    }
}
