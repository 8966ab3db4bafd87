package dev.muster.coordinator.balancer;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.util.SortedMap;

/**
 * What tasks are understood by.
 *
 * @param spec the definition in force
 * @param ports of its components
 */
public record Definition(ClusterSpec spec, Ports ports) {

    /** Where a member listens, by the names that its component definition gives to ports. */
    public interface Ports {
        SortedMap<String, Integer> of(HostSpec host, Role role);
    }
}
