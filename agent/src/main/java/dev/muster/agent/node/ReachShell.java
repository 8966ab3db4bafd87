package dev.muster.agent.node;

import dev.muster.agent.core.AgentIdentity;
import dev.muster.agent.core.Prospect;
import dev.muster.agent.preflight.FirewallSeen;
import dev.muster.agent.preflight.Neighbours;
import dev.muster.agent.preflight.TestListeners;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message.ListenReply;
import dev.muster.common.model.message.Message.ListenRequest;
import dev.muster.common.model.message.Message.ReachReply;
import dev.muster.common.model.message.Message.ReachRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Listens and tries for the preflight of a run, as the coordinator asks it to. */
final class ReachShell {

    private final AgentIdentity identity;
    private final TestListeners listeners;
    private final Executor blocking;

    ReachShell(AgentIdentity identity, TestListeners listeners, Executor blocking) {
        this.identity = identity;
        this.listeners = listeners;
        this.blocking = blocking;
    }

    /**
     * Listens where it is asked to and nothing of this host runs. Does not block.
     *
     * @param prospects asks for what is to run here
     */
    void listen(
            ListenRequest request, Supplier<CompletableFuture<List<Prospect>>> prospects, Consumer<ListenReply> reply) {
        if (request.places().isEmpty()) {
            blocking.execute(listeners::release);
            return;
        }
        long seen =
                listeners.releases(); // before it is asked for: whatever is launched meanwhile takes everything back
        prospects.get().thenAcceptAsync(all -> reply.accept(listen(request, seen, all)), blocking);
    }

    private ListenReply listen(ListenRequest request, long seen, List<Prospect> prospects) {
        Set<Role> idle = prospects.stream()
                .filter(prospect -> !prospect.alive())
                .map(prospect -> prospect.plan().role())
                .collect(Collectors.toSet());
        List<Place> free = request.places().stream()
                .filter(place -> place.component().host().equals(identity.host())
                        && idle.contains(place.component().role()))
                .toList();
        return new ListenReply(
                request.request(),
                listeners.listen(seen, free, request.leaseMs()),
                new FirewallSeen(Path.of("/")).look());
    }

    /** Tries what it is asked to. Does not block. */
    void reach(ReachRequest request, Consumer<ReachReply> reply) {
        blocking.execute(() -> reply.accept(new ReachReply(
                request.request(), new Neighbours().reach(request.address(), request.components(), request.agents()))));
    }
}
