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
 * @param absent hosts that the run goes on without, until they come: they are not counted
 * @param zookeeper what components of a host may use of the ensemble, {@code host:port,host:port}; hosts without any are left out
 */
public record ClusterFacts(
        ClusterId id,
        SortedMap<Role, List<HostName>> seeds,
        SortedSet<Role> formed,
        SortedSet<HostName> absent,
        SortedMap<HostName, String> zookeeper) {

    public ClusterFacts {
        TreeMap<Role, List<HostName>> copy = new TreeMap<>();
        seeds.forEach((role, hosts) -> copy.put(role, List.copyOf(hosts)));
        seeds = Collections.unmodifiableSortedMap(copy);
        zookeeper = Collections.unmodifiableSortedMap(new TreeMap<>(zookeeper));
        absent = Collections.unmodifiableSortedSet(new TreeSet<>(absent));
        formed = Collections.unmodifiableSortedSet(new TreeSet<>(formed));
    }

    /** A cluster that has never been up. */
    public static ClusterFacts unformed(ClusterId id) {
        return new ClusterFacts(id, new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
    }

    public ClusterFacts withZookeeper(SortedMap<HostName, String> servers) {
        return new ClusterFacts(id, seeds, formed, absent, servers);
    }
}
