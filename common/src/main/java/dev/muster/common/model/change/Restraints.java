package dev.muster.common.model.change;

import dev.muster.common.model.HostName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What operators hold back of a cluster.
 *
 * @param freeze of the whole cluster; null when it is not frozen
 * @param maintenance hosts that are left alone
 */
public record Restraints(@Nullable Freeze freeze, SortedMap<HostName, MaintenanceLock> maintenance) {

    public static final Restraints NONE = new Restraints(null, new TreeMap<>());

    public Restraints {
        maintenance = Collections.unmodifiableSortedMap(new TreeMap<>(maintenance));
    }

    /**
     * That nothing of the cluster is changed.
     *
     * @param who wants it
     * @param reason in their words
     * @param sinceMs when it began, milliseconds since 1970
     */
    public record Freeze(String who, String reason, long sinceMs) {}

    public boolean isFrozen() {
        return freeze != null;
    }

    public boolean isMaintained(HostName host) {
        return maintenance.containsKey(host);
    }

    /** Whether nothing new may be started on {@code host}. */
    public boolean holds(HostName host) {
        return isFrozen() || isMaintained(host);
    }

    public Restraints with(@Nullable Freeze newFreeze) {
        return new Restraints(newFreeze, maintenance);
    }

    public Restraints with(HostName host, MaintenanceLock lock) {
        TreeMap<HostName, MaintenanceLock> more = new TreeMap<>(maintenance);
        more.put(host, lock);
        return new Restraints(freeze, more);
    }

    public Restraints without(HostName host) {
        TreeMap<HostName, MaintenanceLock> less = new TreeMap<>(maintenance);
        less.remove(host);
        return new Restraints(freeze, less);
    }
}
