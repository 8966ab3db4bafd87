package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.StopClusterRequested;
import dev.muster.coordinator.core.CoordinatorEvent.StopHostRequested;
import dev.muster.coordinator.core.DurableState.HostStop;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.Optional;
import java.util.Set;

/** Takes an operator's orders to stop the cluster, or a host of it. A freeze does not keep them; a lock of somebody else does. */
final class StopDesk {

    private StopDesk() {}

    /** Whether anything is different now. */
    static boolean stop(Turn turn, StopClusterRequested event) {
        if (turn.durable().intent() != RunIntent.RUNNING) {
            tell(turn, event.request(), "is being stopped already");
            return false;
        }
        Optional<Failure> locked = Locked.againstStop(turn.durable(), event.who());
        if (locked.isPresent()) {
            turn.answer(event.request(), locked.get());
            return false;
        }
        turn.change(d -> d.intending(RunIntent.STOPPING));
        tell(turn, event.request(), "stopping, asked by " + CoordinatorEvent.words(event.who(), event.reason()));
        return true;
    }

    private static void tell(Turn turn, long request, String words) {
        turn.tell(Type.CLUSTER_STOPPING, "CLUSTER: " + words);
        turn.answerDone(request, words);
    }

    /** Whether anything is different now. */
    static boolean stopHost(Turn turn, Cluster cluster, StopHostRequested event) {
        HostName host = event.host();
        Member member = cluster.member(host);
        if (member == null) {
            turn.answer(event.request(), Cluster.unknown(host));
            return false;
        }
        if (turn.durable().hosts().containsKey(host)) {
            tell(turn, event, host + " is stopped already, or about to be");
            return false;
        }
        Optional<Failure> locked = Locked.againstStop(turn.durable(), event.who(), cluster, Set.of(host));
        if (locked.isPresent()) {
            turn.answer(event.request(), locked.get());
            return false;
        }
        turn.change(d -> d.withHost(host, HostStop.BEGUN));
        tell(
                turn,
                event,
                "stopping " + host + ", asked by " + CoordinatorEvent.words(event.who(), event.reason())
                        + (member.isRegistered() ? "" : "; its agent is away, so it is stopped when it comes back"));
        return true;
    }

    private static void tell(Turn turn, StopHostRequested event, String words) {
        turn.tell(Type.HOST_STOPPING, event.host(), "CLUSTER: " + words);
        turn.answerDone(event.request(), words);
    }
}
