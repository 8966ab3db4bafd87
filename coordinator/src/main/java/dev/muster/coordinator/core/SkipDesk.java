package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.SkipHostRequested;
import dev.muster.coordinator.core.CoordinatorEvent.UnskipHostRequested;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hosts that an operator does not want waited for. Who may ask for that is judged before it comes here. */
final class SkipDesk {

    private SkipDesk() {}

    /** Whether anything is different now. */
    static boolean skip(Turn turn, CoordinatorCore.World world, SkipHostRequested event) {
        HostName host = event.host();
        Member member = world.cluster.member(host);
        Failure refusal = refusal(turn.durable(), world, member, event);
        boolean changed = refusal == null && !turn.durable().isSkipped(host);
        if (changed) {
            turn.change(d -> Quorum.goOnWithout(d, List.of(host), new Absence(event.who())));
            turn.tell(
                    Type.HOST_SKIPPED,
                    host,
                    "CLUSTER: goes on without " + host + ", asked by " + event.who()
                            + "; when it comes later it joins by itself");
        }
        turn.answer(event.request(), refusal);
        return changed;
    }

    private static @Nullable Failure refusal(
            DurableState durable, CoordinatorCore.World world, @Nullable Member member, SkipHostRequested event) {
        if (member == null) {
            return Cluster.unknown(event.host());
        }
        if (durable.intent() != RunIntent.RUNNING) {
            return Failure.of(
                    "NOT_STARTING", "the cluster is being stopped: nobody is waited for", "See muster status.");
        }
        if (member.isRegistered()) {
            return Failure.of(
                    "HOST_IS_THERE",
                    event.host() + " is there: its agent is registered, so nobody waits for it",
                    "To stop what it runs: muster stop -h " + event.host() + ". To see what is awaited: muster why "
                            + event.host());
        }
        Optional<Role> formed = world.quorum.formedFrom(world.cluster, durable, member);
        if (formed.isPresent()) {
            return Failure.of(
                    "SEED_NEEDED",
                    event.host() + " is a seed of " + formed.get()
                            + ", which was formed from it or was about to be: without it " + formed.get()
                            + " could be formed a second time",
                    "Start its agent: muster start -h " + event.host()
                            + ". If the machine is gone for ever: muster stop, take it out of cluster.json, and start again.");
        }
        Optional<Role> only = world.quorum.onlyOneOf(world.cluster, durable, member);
        if (only.isPresent() && !event.force()) {
            return Failure.of(
                    "LAST_OF_ROLE",
                    "without " + event.host() + " no host has the role " + only.get() + ", which others start after",
                    "Start its agent: muster start -h " + event.host()
                            + ". If the others shall start all the same: muster host skip " + event.host()
                            + " --force");
        }
        return null;
    }

    /** Whether anything is different now. */
    static boolean unskip(Turn turn, UnskipHostRequested event) {
        HostName host = event.host();
        boolean changed = turn.durable().isSkipped(host);
        if (changed) {
            turn.change(d -> d.withoutAbsence(host));
            turn.tell(Type.HOST_UNSKIPPED, host, "CLUSTER: " + host + " is waited for again, asked by " + event.who());
        }
        turn.answer(event.request(), changed ? null : notSkipped(host));
        return changed;
    }

    private static Failure notSkipped(HostName host) {
        return Failure.of("NOT_SKIPPED", host + " is not skipped", "muster status names the hosts that are.");
    }
}
