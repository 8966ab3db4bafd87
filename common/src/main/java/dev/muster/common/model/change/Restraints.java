package dev.muster.common.model.change;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What operators hold back of a cluster.
 *
 * @param freeze of the whole cluster; null when it is not frozen
 * @param maintenance hosts that are left alone
 * @param locks what one person alone may change, in the order in which they were taken; one a scope
 * @param drained members that maintenance takes out of their balancer or has taken out, and that are not back yet: never
 *     {@link AtBalancer#IN}. They outlast the maintenance until they are put back
 */
public record Restraints(
        @Nullable Freeze freeze,
        SortedMap<HostName, MaintenanceLock> maintenance,
        List<Lock> locks,
        SortedMap<ComponentId, AtBalancer> drained) {

    public static final Restraints NONE = new Restraints(null, new TreeMap<>(), List.of(), new TreeMap<>());

    public Restraints {
        maintenance = Collections.unmodifiableSortedMap(new TreeMap<>(maintenance));
        locks = orNone(locks);
        drained = orNone(drained);
    }

    /** What an older version wrote has none. */
    private static List<Lock> orNone(@Nullable List<Lock> locks) {
        return locks == null ? List.of() : List.copyOf(locks);
    }

    /** What an older version wrote has none. */
    private static SortedMap<ComponentId, AtBalancer> orNone(@Nullable SortedMap<ComponentId, AtBalancer> drained) {
        return Collections.unmodifiableSortedMap(drained == null ? new TreeMap<>() : new TreeMap<>(drained));
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

    /** Whether what is behind the balancer on {@code host} is to be out of it. */
    public boolean isDrained(HostName host) {
        MaintenanceLock lock = maintenance.get(host);
        return lock != null && lock.drain();
    }

    /** Whether nothing new may be started on {@code host}. */
    public boolean holds(HostName host) {
        return isFrozen() || isMaintained(host);
    }

    public Restraints with(@Nullable Freeze newFreeze) {
        return new Restraints(newFreeze, maintenance, locks, drained);
    }

    public Restraints with(HostName host, MaintenanceLock lock) {
        TreeMap<HostName, MaintenanceLock> more = new TreeMap<>(maintenance);
        more.put(host, lock);
        return new Restraints(freeze, more, locks, drained);
    }

    public Restraints without(HostName host) {
        TreeMap<HostName, MaintenanceLock> less = new TreeMap<>(maintenance);
        less.remove(host);
        return new Restraints(freeze, less, locks, drained);
    }

    /** The lock on exactly that. */
    public Optional<Lock> lock(LockScope scope) {
        return locks.stream().filter(lock -> lock.scope().equals(scope)).findFirst();
    }

    /** With that lock, in place of the one on the same scope. */
    public Restraints with(Lock lock) {
        List<Lock> more = new ArrayList<>(without(lock.scope()).locks);
        more.add(lock);
        return new Restraints(freeze, maintenance, more, drained);
    }

    public Restraints without(LockScope scope) {
        return new Restraints(
                freeze,
                maintenance,
                locks.stream().filter(lock -> !lock.scope().equals(scope)).toList(),
                drained);
    }

    /** With that member standing elsewhere to its balancer. */
    public Restraints with(ComponentId member, AtBalancer where) {
        TreeMap<ComponentId, AtBalancer> other = new TreeMap<>(drained);
        if (where == AtBalancer.IN) {
            other.remove(member);
        } else {
            other.put(member, where);
        }
        return new Restraints(freeze, maintenance, locks, other);
    }

    /** Without anything that ends with the run. */
    public Restraints ofNextRun() {
        return new Restraints(freeze, new TreeMap<>(), locks, drained);
    }
}
