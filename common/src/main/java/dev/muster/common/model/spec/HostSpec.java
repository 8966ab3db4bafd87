package dev.muster.common.model.spec;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One host of cluster.json, with everything that patterns, groups and defaults gave it already merged in.
 *
 * @param name its key
 * @param address where others reach it when the name does not resolve; null when the name does
 * @param standby whether a standby coordinator runs here
 * @param labels for people and for roll-outs, for example {@code rack -> r1}
 * @param vars variables of hooks; those of the cluster stand in {@link ClusterSpec#vars}
 * @param roles its roles in the order of their names, each with the settings of this host
 */
public record HostSpec(
        HostName name,
        @Nullable String address,
        boolean standby,
        SortedMap<String, String> labels,
        SortedMap<String, String> vars,
        SortedMap<Role, Settings> roles) {

    public HostSpec {
        vars = Collections.unmodifiableSortedMap(new TreeMap<>(vars));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    }

    /** A host without variables. */
    public HostSpec(
            HostName name,
            @Nullable String address,
            boolean standby,
            SortedMap<String, String> labels,
            SortedMap<Role, Settings> roles) {
        this(name, address, standby, labels, new TreeMap<>(), roles);
    }

    public boolean has(Role role) {
        return roles.containsKey(role);
    }

    /** What the others connect to: the address if one is given, else the name. */
    public String reachableAt() {
        return address == null ? name.value() : address;
    }
}
