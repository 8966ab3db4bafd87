package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.MaintenanceLock;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraint.BeginMaintenance;
import dev.muster.common.model.change.Restraint.EndMaintenance;
import dev.muster.common.model.change.Restraint.ReleaseLock;
import dev.muster.common.model.change.Restraint.TakeLock;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Restraints.Freeze;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.RestrainRequested;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes what operators want held back, and ends by itself what has an end. Who may ask for it is judged before it comes here.
 *
 * <p>Rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>While the cluster is frozen no change begins, none begins a further batch, not by force either, and nothing is started that was not wanted
 *       to run before. What runs goes on, and its agent starts it again when it fails. A stop that an operator orders is carried out.
 *   <li>The same holds for one host that is in maintenance; its troubles do not count.
 *   <li>Maintenance ends by itself, whoever leads then. A start of the whole cluster after a stop ends it, too.
 *   <li>A host that is drained stays so until its maintenance ends, also when that begins anew without the wish for it.
 * </ol>
 *
 * <p>Ends are stored by the wall clock, and waited for by our own: each leadership takes the difference once, so that a clock that is set
 * ends nothing too soon.
 */
final class RestraintDesk {

    /** How long before its end of a maintenance is reminded, at most: of a shorter one when half of it is over. */
    static final long REMIND_MS = 900_000;

    private final Map<HostName, Long> endsAtMs = new HashMap<>();
    private final Set<HostName> reminded = new HashSet<>();
    private final LockDesk locks = new LockDesk();
    private long wallAheadMs;

    /** A leadership begins, and the wall clock shows {@code wallMs}. */
    void begin(Turn turn, long wallMs) {
        wallAheadMs = wallMs - turn.nowMs;
        turn.durable()
                .restraints()
                .maintenance()
                .forEach((host, lock) -> endsAtMs.put(host, turn.nowMs + lock.untilMs() - wallMs));
        locks.begin(turn, wallMs);
    }

    /** About what the wall clock shows, milliseconds since 1970. */
    long wallMs(long nowMs) {
        return nowMs + wallAheadMs;
    }

    /** Whether anything is different now. */
    boolean asked(Turn turn, CoordinatorCore.World world, RestrainRequested event) {
        Restraint wanted = event.restraint();
        Failure refusal = refusal(turn.durable(), world, event);
        if (refusal != null) {
            turn.answer(event.request(), refusal);
            return false;
        }
        String done;
        if (wanted instanceof BeginMaintenance begin) {
            done = begin(turn, begin, event);
            world.drains.advance(turn); // so that whoever looks after the answer sees what is begun
        } else if (wanted instanceof EndMaintenance end) {
            done = end(turn, end.host(), "asked by " + event.words());
        } else if (wanted instanceof TakeLock take) {
            done = locks.take(turn, take, event);
        } else if (wanted instanceof ReleaseLock release) {
            done = locks.release(turn, release, event);
        } else if (wanted instanceof Restraint.Freeze) {
            done = freeze(turn, event);
        } else {
            done = unfreeze(turn, event);
        }
        turn.answerDone(event.request(), done);
        return true;
    }

    private static @Nullable Failure refusal(
            DurableState durable, CoordinatorCore.World world, RestrainRequested event) {
        Restraint wanted = event.restraint();
        Freeze freeze = durable.restraints().freeze();
        if (wanted instanceof BeginMaintenance begin) {
            return refusal(durable, world, begin);
        }
        if (wanted instanceof TakeLock take) {
            return LockDesk.refusal(durable, world, take, event.who());
        }
        if (wanted instanceof ReleaseLock release) {
            return LockDesk.refusal(durable, release, event.who());
        }
        if (wanted instanceof EndMaintenance end && !durable.restraints().isMaintained(end.host())) {
            return Failure.of(
                    "NOT_IN_MAINTENANCE",
                    end.host() + " is not in maintenance",
                    "muster maintenance list shows the hosts that are.");
        }
        if (wanted instanceof Restraint.Freeze && freeze != null) {
            return frozen(freeze);
        }
        return wanted instanceof Restraint.Unfreeze && freeze == null
                ? Failure.of("NOT_FROZEN", "the cluster is not frozen", "muster status shows what goes on.")
                : null;
    }

    private static @Nullable Failure refusal(
            DurableState durable, CoordinatorCore.World world, BeginMaintenance begin) {
        HostName host = begin.host();
        if (world.cluster.member(host) == null) {
            return Cluster.unknown(host);
        }
        if (durable.intent() != DurableState.RunIntent.RUNNING || !durable.isAnnounced()) {
            return Failure.of(
                    "NOT_STARTED",
                    "the cluster has not started, or is being stopped: " + world.progress.phase(),
                    "To start without the host: muster host skip " + host + ". Or wait: muster wait --for=started");
        }
        Change change = durable.change();
        if (change != null
                && change.underWay().anyMatch(step -> step.component().host().equals(host))) {
            return ChangeDesk.inProgress(change);
        }
        return begin.drain() ? world.drains.refusal(durable, host) : null;
    }

    private static String freeze(Turn turn, RestrainRequested event) {
        Freeze freeze = new Freeze(event.who(), event.reason(), event.wallMs());
        turn.change(d -> d.restrained(d.restraints().with(freeze)));
        turn.tell(
                Type.FROZEN,
                "CLUSTER: frozen by " + event.words()
                        + ": nothing is changed and nothing new is started until muster unfreeze");
        return "frozen: nothing is changed until muster unfreeze";
    }

    private static String unfreeze(Turn turn, RestrainRequested event) {
        turn.change(d -> d.restrained(d.restraints().with((Freeze) null)));
        turn.tell(Type.UNFROZEN, "CLUSTER: is frozen no longer, asked by " + event.words());
        return "frozen no longer";
    }

    private String begin(Turn turn, BeginMaintenance begin, RestrainRequested event) {
        HostName host = begin.host();
        MaintenanceLock lock = new MaintenanceLock(
                event.who(),
                event.reason(),
                event.wallMs(),
                event.wallMs() + begin.forMs(),
                begin.drain() || turn.durable().restraints().isDrained(host));
        turn.change(d -> d.restrained(d.restraints().with(host, lock)));
        endsAtMs.put(host, turn.nowMs + begin.forMs());
        reminded.remove(host);
        String until = host + " is in maintenance until " + until(lock.untilMs())
                + (lock.drain() ? "; its users are led elsewhere" : "");
        turn.tell(Type.MAINTENANCE_BEGUN, host, "CLUSTER: " + until + ", asked by " + event.words());
        return until;
    }

    private String end(Turn turn, HostName host, String why) {
        turn.change(d -> d.restrained(d.restraints().without(host)));
        endsAtMs.remove(host);
        reminded.remove(host);
        turn.tell(Type.MAINTENANCE_ENDED, host, "CLUSTER: maintenance of " + host + " has ended: " + why);
        return host + " is looked after again";
    }

    /** Time has passed: reminds of ends, and ends what is over; whether anything is different now. */
    boolean tick(Turn turn) {
        Restraints before = turn.durable().restraints();
        before.maintenance().forEach((host, lock) -> {
            long leftMs = endsAtMs.getOrDefault(host, turn.nowMs) - turn.nowMs;
            if (leftMs <= 0) {
                end(turn, host, "its time is over");
            } else if (leftMs <= remindMs(lock.untilMs() - lock.sinceMs()) && reminded.add(host)) {
                turn.tell(
                        Type.MAINTENANCE_ENDS_SOON,
                        host,
                        "CLUSTER: maintenance of " + host + " by " + lock.who() + " ends in "
                                + minutes(leftMs) + " min; longer: muster maintenance begin " + host
                                + " --for 2h --reason TEXT");
            }
        });
        locks.tick(turn);
        return !before.equals(turn.durable().restraints());
    }

    /** How long before its end of something is reminded that lasts {@code wholeMs}. */
    static long remindMs(long wholeMs) {
        return Math.min(REMIND_MS, wholeMs / 2);
    }

    /** Whole minutes, for people. */
    static long minutes(long ms) {
        return (ms + 59_999) / 60_000;
    }

    /** Why no change may begin. */
    static Failure frozen(Freeze freeze) {
        return Failure.of(
                "FROZEN",
                "the cluster is frozen by " + freeze.who() + words(freeze.reason()) + ": nothing is changed",
                "When nothing speaks against changes any more: muster unfreeze -m REASON");
    }

    static Failure inMaintenance(HostName host, MaintenanceLock lock) {
        return Failure.of(
                "MAINTENANCE",
                host + " is in maintenance by " + lock.who() + words(lock.reason()) + ", until " + until(lock.untilMs())
                        + (lock.drain() ? "; its users are led elsewhere" : ""),
                "It is left alone, and its troubles do not count. To end it before: muster maintenance end " + host);
    }

    /** A reason behind a name. */
    static String words(String reason) {
        return reason.isEmpty() ? "" : " (" + reason + ")";
    }

    static String until(long untilMs) {
        return Instant.ofEpochMilli(untilMs).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
