package dev.muster.coordinator.http;

import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.view.ClusterView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP interface asks of the coordinator. No method blocks, and an answer that takes too long is the asker's to give
 * up on.
 */
public interface ClusterControl {

    /** How this process serves its cluster now. */
    Duty duty();

    /** Completes when the thread that decides comes to it, which it does at once unless it hangs; fails when it has ended. */
    CompletableFuture<Void> alive();

    /** What can be counted at this moment; of one that does not lead, too. */
    CompletableFuture<Figures> figures();

    /** Where components of the definition show metrics of their own, whether they run or not. */
    List<MetricsTarget> metricsTargets();

    /** The cluster at this moment; refused while this process does not lead. */
    CompletableFuture<Reply<ClusterView>> view();

    /**
     * A part of a component's output.
     *
     * @param offset first byte wanted; -1 for the last {@code bytesMax} bytes
     * @param bytesMax at most this many
     */
    CompletableFuture<Reply<LogPart>> log(ComponentId component, long offset, int bytesMax);

    /** Has a host look whether it can do what it is wanted for; that takes seconds. */
    CompletableFuture<Reply<List<Check>>> checks(HostName host);

    /**
     * Has a host repair by itself what checks of these names have found, as far as that is safe and it may; that takes seconds.
     *
     * @return what came of it, at least one for each name
     */
    CompletableFuture<Reply<List<Repair>>> repair(HostName host, List<String> checks, Order order);

    /** Stops the whole cluster, in dependency order; answers when that is stored, not when it is done. */
    CompletableFuture<Reply<Accepted>> stopCluster(Order order);

    /** Stops one host's components and its agent; answers when that is stored, not when it is done. */
    CompletableFuture<Reply<Accepted>> stopHost(HostName host, Order order);

    /** Lets this run go on without a host that is not there; answers when that is stored. */
    CompletableFuture<Reply<Accepted>> skipHost(HostName host, Skip skip);

    /** Lets this run wait again for a host that was skipped; answers when that is stored. */
    CompletableFuture<Reply<Accepted>> unskipHost(HostName host, Order order);

    /** Lets a check of a host not count, whatever it says; refused when there is no such check. Answers when that is stored. */
    CompletableFuture<Reply<Accepted>> ignoreCheck(HostName host, String check, Order order);

    /** Lets a check that was ignored count again; answers when that is stored. */
    CompletableFuture<Reply<Accepted>> heedCheck(HostName host, String check, Order order);

    /** Has the agents try at once what has failed; answers with what that is when they are told, not when it runs. */
    CompletableFuture<Reply<Accepted>> retry(Scope scope, Order order);

    /** What speaks against stopping these hosts together by {@code who}; nothing when they can be. */
    CompletableFuture<Reply<List<Failure>>> canStop(Set<HostName> hosts, String who);

    /** What operators hold back; refused while this process does not lead. */
    CompletableFuture<Reply<Restraints>> restraints();

    /** Holds something back, or lets it go; answers when that is stored. */
    CompletableFuture<Reply<Accepted>> restrain(Restraint restraint, Order order);

    /**
     * How a coordinator serves its cluster.
     *
     * @param leading whether it leads
     * @param leader the host whose coordinator leads, this one's included; empty when it does not know
     * @param storeConnected whether the store answers it
     * @param trouble why it serves nobody: it neither leads nor follows one that does; null when it serves
     */
    record Duty(
            boolean leading,
            String leader,
            boolean storeConnected,
            @Nullable Failure trouble) {}

    /**
     * The cluster in numbers.
     *
     * @param duty how this coordinator serves
     * @param view null while another coordinator leads; what is the leader's alone to know means nothing then
     * @param phaseMs how long the cluster has been in each phase under this leadership, the present one included
     * @param heartbeatAgeMaxMs since when the longest silent of the registered agents has said nothing
     * @param ignored what agents said and was ignored or refused, by reason
     * @param connections to the port for agents
     * @param connectionsClosed how many of them have ended, by reason
     * @param sessions agents that were welcomed and are connected
     */
    record Figures(
            Duty duty,
            @Nullable ClusterView view,
            Map<ClusterPhase, Long> phaseMs,
            long heartbeatAgeMaxMs,
            Map<String, Long> ignored,
            int connections,
            Map<String, Long> connectionsClosed,
            int sessions) {}

    /**
     * Whose word it is.
     *
     * @param who for people: the name of the token, or, where none is asked for, what the caller says
     * @param reason for people; may be empty
     */
    record Order(String who, String reason) {

        /** Both, for people. */
        public String words() {
            return reason.isEmpty() ? who : who + ": " + reason;
        }
    }

    /**
     * That a run goes on without a host.
     *
     * @param force whether also when others start after a role that no other host has
     */
    record Skip(Order order, boolean force) {}

    /**
     * Which components.
     *
     * @param host null for every host
     * @param role null for every one of the host
     */
    record Scope(@Nullable HostName host, @Nullable Role role) {}

    /** It will happen, or has. */
    record Accepted(String message) {}

    /**
     * A part of a component's output.
     *
     * @param offset of the first byte
     * @param text the part, malformed bytes replaced
     * @param nextOffset to go on from
     */
    record LogPart(long offset, String text, long nextOffset) {}
}
