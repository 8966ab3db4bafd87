package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.LockScope;
import dev.muster.common.model.change.Restraint.ReleaseLock;
import dev.muster.common.model.change.Restraint.TakeLock;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.RestrainRequested;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes locks by hand, and ends them when their time is over. Who may ask for one is judged before it comes here.
 *
 * <p>Rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>What one person has locked nobody else changes: no change begins on it, none that waits goes on, nothing of it is stopped. A pause and the end of a
 *       change are open to everybody.
 *   <li>Two people never hold locks that overlap, and nobody locks what a change of somebody else still has before it: so a lock never meets a step.
 *   <li>A lock ends by itself, whoever leads then. It outlasts a stop and a start of the cluster.
 * </ol>
 */
final class LockDesk {

    /** So many locks may be held at one time. */
    static final int LOCKS_MAX = 200;

    private final Map<LockScope, Long> endsAtMs = new HashMap<>();
    private final Set<LockScope> reminded = new HashSet<>();

    /** A leadership begins, and the wall clock shows {@code wallMs}. */
    void begin(Turn turn, long wallMs) {
        turn.durable()
                .restraints()
                .locks()
                .forEach(lock -> endsAtMs.put(lock.scope(), turn.nowMs + lock.untilMs() - wallMs));
    }

    /** Why a lock may not be taken; null when it may. */
    static @Nullable Failure refusal(DurableState durable, CoordinatorCore.World world, TakeLock wanted, String who) {
        LockScope scope = wanted.scope();
        HostName host = scope.host();
        Role role = scope.role();
        if (host != null && world.cluster.member(host) == null) {
            return Cluster.unknown(host);
        }
        if (role != null && !world.inForce.rules().containsKey(role)) {
            return Failure.of("UNKNOWN", "there is no role " + role + " in this cluster", "muster status lists them.");
        }
        List<Lock> locks = durable.restraints().locks();
        Optional<Lock> other = locks.stream()
                .filter(lock -> !lock.who().equals(who) && overlap(world, lock.scope(), scope))
                .findFirst();
        if (other.isPresent()) {
            return Locked.failure(other.get());
        }
        Change change = durable.change();
        if (change != null && !change.who().equals(who) && Locked.isOpenIn(change, scope)) {
            return ChangeDesk.inProgress(change);
        }
        boolean isMore = locks.stream().noneMatch(lock -> lock.scope().equals(scope));
        return isMore && locks.size() >= LOCKS_MAX
                ? Failure.of(
                        "LOCKS_FULL",
                        "there are " + locks.size() + " locks already, and no more are kept",
                        "Lock a role or the cluster instead of each host. There are: muster locks")
                : null;
    }

    private static boolean overlap(CoordinatorCore.World world, LockScope one, LockScope other) {
        return one.equals(other)
                || one.isCluster()
                || other.isCluster()
                || meet(world, one, other)
                || meet(world, other, one);
    }

    /** Whether that host has that role. */
    private static boolean meet(CoordinatorCore.World world, LockScope ofHost, LockScope ofRole) {
        HostName host = ofHost.host();
        Role role = ofRole.role();
        return host != null && role != null && InForce.has(world.inForce.members(), new ComponentId(host, role));
    }

    /** Why a lock may not be let go; null when it may. */
    static @Nullable Failure refusal(DurableState durable, ReleaseLock wanted, String who) {
        Optional<Lock> lock = durable.restraints().lock(wanted.scope());
        if (lock.isEmpty()) {
            return Failure.of("NOT_LOCKED", wanted.scope() + " is not locked", "There are: muster locks");
        }
        return lock.get().who().equals(who) || wanted.force() ? null : Locked.failure(lock.get());
    }

    /** Taken again by the same person, its time begins anew. */
    String take(Turn turn, TakeLock wanted, RestrainRequested event) {
        Lock lock =
                new Lock(wanted.scope(), event.who(), event.reason(), event.wallMs(), event.wallMs() + wanted.forMs());
        turn.change(d -> d.restrained(d.restraints().with(lock)));
        endsAtMs.put(lock.scope(), turn.nowMs + wanted.forMs());
        reminded.remove(lock.scope());
        String until = lock.scope() + " is locked until " + RestraintDesk.until(lock.untilMs());
        tell(turn, Type.LOCKED, lock, until + ", by " + event.words());
        return until;
    }

    String release(Turn turn, ReleaseLock wanted, RestrainRequested event) {
        Lock lock = turn.durable().restraints().lock(wanted.scope()).orElseThrow();
        boolean broken = !lock.who().equals(event.who());
        end(turn, lock, (broken ? "the lock of " + lock.who() + " is broken by " : "asked by ") + event.words());
        return wanted.scope() + " is locked no longer";
    }

    private void end(Turn turn, Lock lock, String why) {
        turn.change(d -> d.restrained(d.restraints().without(lock.scope())));
        endsAtMs.remove(lock.scope());
        reminded.remove(lock.scope());
        tell(turn, Type.UNLOCKED, lock, lock.scope() + " is locked no longer: " + why);
    }

    /** Time has passed: reminds of ends, and ends what is over. */
    void tick(Turn turn) {
        for (Lock lock : turn.durable().restraints().locks()) {
            long leftMs = endsAtMs.getOrDefault(lock.scope(), turn.nowMs) - turn.nowMs;
            if (leftMs <= 0) {
                end(turn, lock, "its time is over");
            } else if (leftMs <= RestraintDesk.remindMs(lock.untilMs() - lock.sinceMs())
                    && reminded.add(lock.scope())) {
                tell(
                        turn,
                        Type.LOCK_ENDS_SOON,
                        lock,
                        "the lock of " + lock.who() + " on " + lock.scope() + " ends in "
                                + RestraintDesk.minutes(leftMs) + " min; longer: muster lock"
                                + lock.scope().options() + " --for 2h -m REASON");
            }
        }
    }

    private static void tell(Turn turn, Type type, Lock lock, String words) {
        HostName host = lock.scope().host();
        if (host == null) {
            turn.tell(type, "CLUSTER: " + words);
        } else {
            turn.tell(type, host, "CLUSTER: " + words);
        }
    }
}
