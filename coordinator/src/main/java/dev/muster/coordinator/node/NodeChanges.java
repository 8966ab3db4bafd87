package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.ApplyRequested;
import dev.muster.coordinator.core.CoordinatorEvent.LeaveQueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.QueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RestartRequested;
import dev.muster.coordinator.core.CoordinatorEvent.SteerRequested;
import dev.muster.coordinator.core.Definer.Defined;
import dev.muster.coordinator.core.Definer.Definition;
import dev.muster.coordinator.core.Definer.Undefined;
import dev.muster.coordinator.core.History;
import dev.muster.coordinator.http.ChangeControl;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the HTTP interface may ask of a node about changes. An order is answered when the core's word about it comes out: it is stored. */
final class NodeChanges implements ChangeControl {

    private static final String LOOK_AT = "muster change";

    private final CoordinatorNode node;
    private final Requests requests;
    private final CurrentDefinition current;
    private final Supplier<Failure> notLeading;
    private final Clock clock;

    /** @param notLeading what to say while this coordinator does not lead */
    NodeChanges(
            CoordinatorNode node,
            Requests requests,
            CurrentDefinition current,
            Supplier<Failure> notLeading,
            Clock clock) {
        this.node = node;
        this.requests = requests;
        this.current = current;
        this.notLeading = notLeading;
        this.clock = clock;
    }

    /**
     * What a text means, and would do.
     *
     * @param plan null when it means nothing
     */
    record Asked(Defined defined, @Nullable ChangePlan plan) {}

    @Override
    public CompletableFuture<Reply<List<Revision>>> revisions() {
        History kept = current.history();
        return CompletableFuture.completedFuture(
                kept == null || !node.isLeading()
                        ? refused()
                        : new Reply.Done<>(kept.revisions().stream()
                                .map(NodeChanges::revision)
                                .toList()));
    }

    private static Revision revision(dev.muster.common.model.Revision kept) {
        return new Revision(
                kept.number(), new File(kept.text(), kept.hash()), kept.author(), kept.atMs(), kept.reason());
    }

    @Override
    public CompletableFuture<Reply<Planned>> plan(File file, Strategy strategy, String who) {
        return node.plan(file, strategy, who).thenApply(asked -> asked == null ? refused() : planned(asked));
    }

    private Reply<Planned> planned(Asked asked) {
        History kept = current.history();
        ChangePlan plan = asked.plan();
        if (asked.defined() instanceof Undefined undefined) {
            return new Reply.Refused<>(Reply.Why.INVALID, undefined.failure());
        }
        if (plan == null || kept == null || kept.find(plan.from()).isEmpty()) {
            return refused();
        }
        String name = ((Definition) asked.defined()).file().name().value();
        return new Reply.Done<>(
                new Planned(name, plan, revision(kept.find(plan.from()).orElseThrow())));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> apply(File file, Given given, How how) {
        Failure objection = FileSize.objection(current.history(), file.text());
        if (objection != null) {
            return CompletableFuture.completedFuture(new Reply.Refused<>(Reply.Why.INVALID, objection));
        }
        return ask(request -> new ApplyRequested(
                request, file.text(), file.hash(), given.revision(), given.token(), given.confirm(), words(how)));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> restart(Set<HostName> hosts, Set<Role> roles, How how) {
        return ask(request -> new RestartRequested(request, hosts, roles, words(how)));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> steer(Steering steering, @Nullable ComponentId component, Order order) {
        return ask(request -> new SteerRequested(request, steering, component, order.who(), order.reason()));
    }

    @Override
    public CompletableFuture<Reply<Waiting>> waiting() {
        return node.queue().thenApply(found -> found == null ? refused() : new Reply.Done<>(waiting(found)));
    }

    private static Waiting waiting(dev.muster.coordinator.core.Waiting found) {
        return new Waiting(
                found.isFree(),
                found.places().stream()
                        .map(each -> new Place(each.ticket(), each.who(), each.what(), each.reason(), each.sinceMs()))
                        .toList());
    }

    @Override
    public CompletableFuture<Reply<Waiting>> enqueue(String ticket, String what, Order order) {
        return ask(request -> new QueueRequested(request, ticket, order.who(), what, order.reason(), clock.wallMs()))
                .thenCompose(reply -> reply instanceof Reply.Refused<Accepted> refused
                        ? CompletableFuture.completedFuture(new Reply.Refused<>(refused.why(), refused.failure()))
                        : waiting());
    }

    @Override
    public CompletableFuture<Reply<Accepted>> leaveQueue(String ticket, Order order) {
        return ask(request -> new LeaveQueueRequested(request, ticket, order.who()));
    }

    private CoordinatorEvent.How words(How how) {
        return new CoordinatorEvent.How(
                how.strategy(),
                how.failuresMax(),
                how.order().who(),
                how.order().reason(),
                clock.wallMs(),
                how.ticket());
    }

    private CompletableFuture<Reply<Accepted>> ask(Requests.Question question) {
        return node.isLeading()
                ? requests.ask(question, LOOK_AT).thenApply(reply -> reply.map(Accepted::new))
                : CompletableFuture.completedFuture(refused());
    }

    private <T> Reply<T> refused() {
        return new Reply.Refused<>(Reply.Why.UNAVAILABLE, notLeading.get());
    }
}
