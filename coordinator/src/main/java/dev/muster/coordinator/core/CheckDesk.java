package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.HeedCheckRequested;
import dev.muster.coordinator.core.CoordinatorEvent.IgnoreCheckRequested;
import org.jspecify.annotations.Nullable;

/**
 * Checks that an operator does not want to count. Who may ask for that, and whether there is such a check, is judged before it comes
 * here.
 */
final class CheckDesk {

    /** A host has some twenty checks. */
    private static final int IGNORED_MAX = 100;

    private static final int NAME_LENGTH_MAX = 300;

    private CheckDesk() {}

    /** Whether anything is different now. */
    static boolean ignore(Turn turn, Cluster cluster, IgnoreCheckRequested event) {
        HostName host = event.host();
        Failure refusal = refusal(turn.durable(), cluster, event);
        boolean changed =
                refusal == null && !turn.durable().ignoredChecksOf(host).contains(event.check());
        if (changed) {
            turn.change(d -> d.ignoring(host, event.check()));
            turn.tell(
                    Type.CHECK_IGNORED,
                    host,
                    "CLUSTER: \"" + event.check() + "\" of " + host + " is ignored, asked by " + event.who());
        }
        turn.answer(event.request(), refusal);
        return changed;
    }

    private static @Nullable Failure refusal(DurableState durable, Cluster cluster, IgnoreCheckRequested event) {
        HostName host = event.host();
        if (cluster.member(host) == null) {
            return Cluster.unknown(host);
        }
        boolean tooMany = durable.ignoredChecksOf(host).size() >= IGNORED_MAX;
        return tooMany || event.check().length() > NAME_LENGTH_MAX
                ? Failure.of(
                        "TOO_MUCH_IGNORED",
                        "no more than " + IGNORED_MAX + " checks of a host are ignored, with names of "
                                + NAME_LENGTH_MAX + " characters",
                        "Have some count again: muster doctor " + host + " --heed CHECK --reason TEXT")
                : null;
    }

    /** Whether anything is different now. */
    static boolean heed(Turn turn, HeedCheckRequested event) {
        HostName host = event.host();
        boolean changed = turn.durable().ignoredChecksOf(host).contains(event.check());
        if (changed) {
            turn.change(d -> d.heeding(host, event.check()));
            turn.tell(
                    Type.CHECK_HEEDED,
                    host,
                    "CLUSTER: \"" + event.check() + "\" of " + host + " counts again, asked by " + event.who());
        }
        turn.answer(event.request(), changed ? null : notIgnored(turn.durable(), event));
        return changed;
    }

    private static Failure notIgnored(DurableState durable, HeedCheckRequested event) {
        return Failure.of(
                "NOT_IGNORED",
                "\"" + event.check() + "\" of " + event.host() + " is not ignored",
                "Ignored there: " + durable.ignoredChecksOf(event.host()));
    }
}
