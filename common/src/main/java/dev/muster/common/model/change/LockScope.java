package dev.muster.common.model.change;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a lock is on: the whole cluster, a host, or a role.
 *
 * @param host null when it is not on a host
 * @param role null when it is not on a role; with neither it is on the cluster
 */
public record LockScope(@Nullable HostName host, @Nullable Role role) {

    public static final LockScope CLUSTER = new LockScope(null, null);

    public LockScope {
        if (host != null && role != null) {
            throw new IllegalArgumentException("a lock on a host and a role");
        }
    }

    public static LockScope of(HostName host) {
        return new LockScope(host, null);
    }

    public static LockScope of(Role role) {
        return new LockScope(null, role);
    }

    public boolean isCluster() {
        return host == null && role == null;
    }

    public boolean covers(HostName name) {
        return isCluster() || name.equals(host);
    }

    public boolean covers(ComponentId component) {
        return covers(component.host()) || component.role().equals(role);
    }

    /** The options that name it, with a blank before each. */
    public String options() {
        return host != null ? " --host " + host : role != null ? " --role " + role : "";
    }

    @Override
    public String toString() {
        return host != null ? "host " + host : role != null ? "role " + role : "the cluster";
    }
}
