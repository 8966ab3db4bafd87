package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says what a cluster.json means, with the component definitions of this machine. A pure function: the same text always means the same. */
public interface Definer {

    Defined define(String text);
    /** What a text means, or why it means nothing. */
    sealed interface Defined {}

    /**
     * A valid cluster.json.
     *
     * @param file what it says itself
     * @param spec what is run: the same, and what runs on standby hosts as well
     * @param rules of every role that some host has
     */
    record Definition(ClusterSpec file, ClusterSpec spec, SortedMap<Role, RoleRules> rules) implements Defined {

        public Definition {
            rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
            if (!rules.keySet().containsAll(spec.roles())) {
                throw new IllegalArgumentException("rules are missing for a role of " + spec.roles());
            }
        }

        /** One in which nothing runs besides what the file says. */
        public Definition(ClusterSpec file, SortedMap<Role, RoleRules> rules) {
            this(file, file, rules);
        }
    }

    /** No valid cluster.json, or not with the component definitions that there are here. */
    record Undefined(Failure failure) implements Defined {}
}
