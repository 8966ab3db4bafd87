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
 */
public record ComponentSpec(
        Role role, @Nullable String kind, @Nullable String version, Settings settings) {}
