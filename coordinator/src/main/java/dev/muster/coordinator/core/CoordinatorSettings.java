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
 * @param sessions when an agent counts as gone
 * @param quorumGraceMs how long a start waits for hosts that the file does not require
 */
public record CoordinatorSettings(
        ClusterSpec spec,
        SpecHash specHash,
        String specText,
        SortedMap<Role, RoleRules> rules,
        HostName self,
        SessionSettings sessions,
        long quorumGraceMs) {

    public CoordinatorSettings {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        if (!rules.keySet().containsAll(spec.roles())) {
            throw new IllegalArgumentException("rules are missing for a role of " + spec.roles());
        }
    }
}
