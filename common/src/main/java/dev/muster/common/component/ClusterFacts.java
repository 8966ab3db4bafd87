package dev.muster.common.component;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What plans depend on besides the cluster's spec: decisions of the coordinator that outlive a start, and its ensemble.
 *
 * @param id of the cluster
 * @param seeds of each role, stored when the role was formed; a role that is missing here gets the first of its hosts
 * @param formed roles that have been complete once: nothing of them may be bootstrapped again
 * @param zookeeper the ensemble that components may use too, {@code host:port,host:port}; empty when there is none
 */
public record ClusterFacts(
        ClusterId id, SortedMap<Role, List<HostName>> seeds, SortedSet<Role> formed, String zookeeper) {

    public ClusterFacts {
        TreeMap<Role, List<HostName>> copy = new TreeMap<>();
        seeds.forEach((role, hosts) -> copy.put(role, List.copyOf(hosts)));
        seeds = Collections.unmodifiableSortedMap(copy);
        formed = Collections.unmodifiableSortedSet(new TreeSet<>(formed));
    }

    /** A cluster that has never been up. */
    public static ClusterFacts unformed(ClusterId id) {
        return new ClusterFacts(id, new TreeMap<>(), new TreeSet<>(), "");
    }

    public ClusterFacts withZookeeper(String ensemble) {
        return new ClusterFacts(id, seeds, formed, ensemble);
    }
}
