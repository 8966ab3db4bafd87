package dev.muster.common.model.change;

import dev.muster.common.model.HostName;

/** What an operator may want held back, or let go again. */
public sealed interface Restraint {

    /** For how long maintenance may be asked for at once, milliseconds: four weeks. */
    long MAINTENANCE_MAX_MS = 28L * 24 * 3_600_000;

    /** For how long it must at least, milliseconds. */
    long MAINTENANCE_MIN_MS = 60_000;

    /** Nothing of the cluster is changed. */
    record Freeze() implements Restraint {}

    /** It may be changed again. */
    record Unfreeze() implements Restraint {}

    /**
     * A host is left alone.
     *
     * @param forMs for how long, milliseconds, {@link #MAINTENANCE_MIN_MS} to {@link #MAINTENANCE_MAX_MS}
     * @param drain whether what is behind the balancer there is taken out of it until then
     */
    record BeginMaintenance(HostName host, long forMs, boolean drain) implements Restraint {
        public BeginMaintenance {
            if (forMs < MAINTENANCE_MIN_MS || forMs > MAINTENANCE_MAX_MS) {
                throw new IllegalArgumentException("maintenance of " + forMs + " ms");
            }
        }
    }

    /** A host is looked after again. */
    record EndMaintenance(HostName host) implements Restraint {}

    /** For how long a lock may be asked for at once, milliseconds. */
    long LOCK_MAX_MS = MAINTENANCE_MAX_MS;

    /** For how long it must at least, milliseconds. */
    long LOCK_MIN_MS = MAINTENANCE_MIN_MS;

    /**
     * Whoever asks alone changes that from now on.
     *
     * @param forMs for how long, milliseconds, {@link #LOCK_MIN_MS} to {@link #LOCK_MAX_MS}
     */
    record TakeLock(LockScope scope, long forMs) implements Restraint {
        public TakeLock {
            if (forMs < LOCK_MIN_MS || forMs > LOCK_MAX_MS) {
                throw new IllegalArgumentException("a lock of " + forMs + " ms");
            }
        }
    }

    /**
     * Others may change it again.
     *
     * @param force whether also when it is another one's lock
     */
    record ReleaseLock(LockScope scope, boolean force) implements Restraint {}
}
