package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a coordinator is started with.
 *
 * @param spec its cluster.json
 * @param specHash of the exact bytes
 * @param specText the exact text
 * @param rules of every role that some host has
 * @param self the host that this coordinator runs on
 * @param heartbeatMs interval of heartbeats, both ways
 * @param leaseMs silence after which a host counts as lost; at least three heartbeats
 */
public record CoordinatorSettings(
        ClusterSpec spec,
        SpecHash specHash,
        String specText,
        SortedMap<Role, RoleRules> rules,
        HostName self,
        long heartbeatMs,
        long leaseMs) {

    public CoordinatorSettings {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        if (leaseMs < 3 * heartbeatMs) {
            throw new IllegalArgumentException("the lease must be at least three heartbeats");
        }
        if (!rules.keySet().containsAll(spec.roles())) {
            throw new IllegalArgumentException("rules are missing for a role of " + spec.roles());
        }
    }
}
