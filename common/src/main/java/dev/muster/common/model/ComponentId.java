package dev.muster.common.model;

import java.util.Comparator;

/** One role's sub-component on one host, written {@code host/role}. A host runs at most one component of a role. */
public record ComponentId(HostName host, Role role) implements Comparable<ComponentId> {

    private static final Comparator<ComponentId> ORDER =
            Comparator.comparing(ComponentId::host).thenComparing(ComponentId::role);

    @Override
    public int compareTo(ComponentId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return host + "/" + role;
    }
}
