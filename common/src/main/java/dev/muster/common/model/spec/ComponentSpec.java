package dev.muster.common.model.spec;

import dev.muster.common.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a role is made of in this cluster.
 *
 * @param role the role
 * @param kind name of the component definition, for example {@code cassandra}; null for the definition that serves the role by default
 * @param version the wanted version; null for the definition's own
 * @param settings for every host of the role; a host's own settings win over them
 * @param pair settings of which there are two values, stronger than {@code settings}; null for none
 */
public record ComponentSpec(
        Role role,
        @Nullable String kind,
        @Nullable String version,
        Settings settings,
        @Nullable Pair pair) {

    /** A role without a pair. */
    public ComponentSpec(Role role, @Nullable String kind, @Nullable String version, Settings settings) {
        this(role, kind, version, settings, null);
    }

    /** The settings for every host of the role, those of the pair's side in use among them. */
    public Settings effective() {
        return pair == null ? settings : settings.overlaidBy(pair.inUse());
    }
}
