package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one group, pattern or host says: one layer of a host.
 *
 * @param at its key
 * @param grants roles that are given or taken
 * @param use the groups, in their order; null when the entry says nothing of groups
 * @param labels by name
 * @param vars variables of hooks by name
 * @param address where the others reach the host
 * @param standby whether a standby coordinator runs there
 * @param directories setting {@code dir} by role
 * @param isFaulty whether something in it could not be understood: what it lacks is then not worth a warning
 */
record HostEntry(
        Span at,
        SortedMap<Role, Grant> grants,
        @Nullable List<Use> use,
        SortedMap<String, String> labels,
        SortedMap<String, String> vars,
        @Nullable Address address,
        @Nullable Standby standby,
        SortedMap<Role, Directory> directories,
        boolean isFaulty) {

    /** A role that is given, with settings, or taken away. */
    record Grant(Span at, boolean wanted, Settings settings) {}

    /** The name of a group. */
    record Use(String group, Span at) {}

    record Address(String value, Span at) {}

    record Standby(boolean wanted, Span at) {}

    record Directory(Setting setting, Span at) {}

    boolean grants(Role role) {
        Grant grant = grants.get(role);
        return grant != null && grant.wanted();
    }

    /** How many settings this layer brings at most to a host. */
    int settingsCount() {
        return directories.size()
                + grants.values().stream()
                        .mapToInt(g -> g.settings().values().size())
                        .sum();
    }
}
