package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message.Retry;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.RetryRequested;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What failed and is to be tried again at once, because an operator has repaired the cause. Who may ask for that is judged before
 * it comes here.
 *
 * <p>A retry is a word to agents that are there, and no state: nothing is stored, and one that is lost with its session shows, as
 * the component stays FAILED. What was last heard decides whom to tell; the agent tries only what is FAILED when it hears it.
 */
final class RetryDesk {

    private RetryDesk() {}

    static void retry(Turn turn, CoordinatorCore.World world, RetryRequested event) {
        Map<Member, List<Role>> failed = failed(turn.durable(), world.cluster, event);
        Failure refusal = refusal(turn.durable(), world.cluster, event, failed.isEmpty());
        if (refusal != null) {
            turn.answer(event.request(), refusal);
            return;
        }
        List<String> names = new ArrayList<>();
        failed.forEach((member, roles) -> {
            if (member.session != null) {
                turn.send(member.session, new Retry(turn.durable().epoch(), roles));
            }
            for (Role role : roles) {
                String name = member.spec.name() + "/" + role;
                names.add(name);
                turn.tell(new ClusterEvent(
                        Type.COMPONENT_RETRIED,
                        member.spec.name(),
                        role,
                        null, // it is no change of its state: that one is told when it comes
                        "CLUSTER: tries " + name + " again, asked by " + event.who()));
            }
        });
        turn.answerDone(event.request(), "trying again: " + String.join(", ", names));
    }

    /** What has failed of what was named, on hosts whose agents can be told. */
    private static Map<Member, List<Role>> failed(DurableState durable, Cluster cluster, RetryRequested event) {
        Map<Member, List<Role>> failed = new LinkedHashMap<>();
        for (Member member : cluster.all()) {
            HostName host = member.spec.name();
            boolean named = event.host() == null || event.host().equals(host);
            if (!named || !canBeTold(member) || durable.hosts().containsKey(host)) {
                continue;
            }
            List<Role> roles = member.spec.roles().keySet().stream()
                    .filter(role -> event.role() == null || event.role().equals(role))
                    .filter(role -> member.observation(role).state() == ComponentState.FAILED)
                    .toList();
            if (!roles.isEmpty()) {
                failed.put(member, roles);
            }
        }
        return failed;
    }

    private static @Nullable Failure refusal(
            DurableState durable, Cluster cluster, RetryRequested event, boolean nothing) {
        HostName host = event.host();
        Member member = host == null ? null : cluster.member(host);
        if (host != null && member == null) {
            return Cluster.unknown(host);
        }
        if (member != null && event.role() != null && !member.spec.has(event.role())) {
            return Failure.of(
                    "UNKNOWN",
                    "there is no component " + host + "/" + event.role(),
                    "muster status lists what there is.");
        }
        if (durable.intent() != RunIntent.RUNNING) {
            return Failure.of(
                    "NOT_STARTING", "the cluster is being stopped: nothing is tried again", "See muster status.");
        }
        return nothing ? nothing(durable, cluster, event, member) : null;
    }

    private static Failure nothing(
            DurableState durable, Cluster cluster, RetryRequested event, @Nullable Member member) {
        if (member == null) {
            List<String> away = cluster.all().stream()
                    .filter(each -> !canBeTold(each) && hasFailed(each))
                    .map(each -> each.spec.name().value())
                    .toList();
            return away.isEmpty()
                    ? nothing("nothing to retry: no component has failed", "muster status shows all of them.")
                    : away(Progress.named(away), "HOST");
        }
        HostName host = member.spec.name();
        if (durable.hosts().containsKey(host)) {
            return nothing(
                    "nothing to retry: " + host + " was stopped by an operator",
                    "Start its agent: muster start -h " + host);
        }
        if (!canBeTold(member)) {
            return away(host.value(), host.value());
        }
        String states = member.spec.roles().keySet().stream()
                .filter(role -> event.role() == null || event.role().equals(role))
                .map(member::observation)
                .map(RetryDesk::words)
                .map(words -> event.role() == null ? words : host + "/" + words)
                .collect(Collectors.joining(", "));
        return nothing(
                "nothing to retry" + (event.role() == null ? " on " + host : "") + ": " + states,
                "Why something is not ready: muster why " + host + (event.role() == null ? "" : "/" + event.role()));
    }

    /** Within its lease a host is there without a connection too, but hears nothing. */
    private static boolean canBeTold(Member member) {
        return member.isRegistered() && member.session != null;
    }

    private static boolean hasFailed(Member member) {
        return member.spec.roles().keySet().stream()
                .map(member::observation)
                .anyMatch(seen -> seen.state() == ComponentState.FAILED);
    }

    private static String words(Observation seen) {
        return seen.role() + " is " + seen.state();
    }

    private static Failure nothing(String message, String hint) {
        return Failure.of("NOTHING_TO_RETRY", message, hint);
    }

    private static Failure away(String hosts, String host) {
        return Failure.of(
                "AGENT_AWAY",
                "the agent of " + hosts + " is away, and cannot be told to try anything again",
                "Start it: muster start -h " + host + "; an agent that is started tries anew what had failed.");
    }
}
