package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Repair;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.core.CheckNotes;
import dev.muster.coordinator.core.ClockDifference;
import dev.muster.coordinator.core.CoordinatorEvent.HeedCheckRequested;
import dev.muster.coordinator.core.CoordinatorEvent.IgnoreCheckRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RestrainRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RetryRequested;
import dev.muster.coordinator.core.CoordinatorEvent.SkipHostRequested;
import dev.muster.coordinator.core.CoordinatorEvent.StopClusterRequested;
import dev.muster.coordinator.core.CoordinatorEvent.StopHostRequested;
import dev.muster.coordinator.core.CoordinatorEvent.UnskipHostRequested;
import dev.muster.coordinator.http.ClusterControl;
import dev.muster.coordinator.http.Reply;
import dev.muster.coordinator.sessions.HostChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What the HTTP interface may ask of a node. An order is answered when the core's own word about it comes out, which is after
 * it was stored: an answer never promises what a crash could still undo.
 */
final class NodeControl implements ClusterControl {

    private static final String LOOK_AT = "muster status";

    private final CoordinatorNode node;
    private final Requests requests;
    private final Standing standing;
    private final CurrentDefinition current;
    private final Function<ClusterSpec, List<MetricsTarget>> metrics;
    private final Clock clock;
    private final AtomicReference<CompletableFuture<Void>> asked =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    NodeControl(
            CoordinatorNode node,
            Requests requests,
            Standing standing,
            CurrentDefinition current,
            Function<ClusterSpec, List<MetricsTarget>> metrics,
            Clock clock) {
        this.node = node;
        this.requests = requests;
        this.standing = standing;
        this.current = current;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Duty duty() {
        return standing.duty();
    }

    /** At most one question waits in the mailbox, however many ask: nobody needs a token for this one. */
    @Override
    public CompletableFuture<Void> alive() {
        return asked.updateAndGet(before -> before.isDone() ? node.alive() : before);
    }

    @Override
    public List<MetricsTarget> metricsTargets() {
        return metrics.apply(current.spec());
    }

    @Override
    public CompletableFuture<Figures> figures() {
        return node.figures();
    }

    @Override
    public CompletableFuture<Reply<ClusterView>> view() {
        return node.view().thenApply(view -> view == null ? notLeading() : new Reply.Done<>(view));
    }

    @Override
    public CompletableFuture<Reply<LogPart>> log(ComponentId component, long offset, int bytesMax) {
        boolean known = current.spec()
                .host(component.host())
                .filter(host -> host.has(component.role()))
                .isPresent();
        if (!known) {
            return unknown("there is no component " + component);
        }
        return node.log(component, offset, bytesMax).thenApply(NodeControl::part);
    }

    private static Reply<LogPart> part(LogReply reply) {
        Failure failure = reply.failure();
        return failure == null
                ? new Reply.Done<>(new LogPart(reply.offset(), reply.text(), reply.nextOffset()))
                : new Reply.Refused<>(Reply.Why.UNAVAILABLE, failure);
    }

    @Override
    public CompletableFuture<Reply<List<Check>>> checks(HostName host) {
        if (!node.isLeading()) {
            return CompletableFuture.completedFuture(notLeading());
        }
        return current.spec()
                .host(host)
                .map(known -> node.check(known).thenCombine(node.checkNotes(host), NodeControl::noted))
                .orElseGet(() -> unknown("there is no host " + host + " in this cluster"));
    }

    @Override
    public CompletableFuture<Reply<List<Repair>>> repair(HostName host, List<String> checks, Order order) {
        if (!node.isLeading()) {
            return CompletableFuture.completedFuture(notLeading());
        }
        return current.spec()
                .host(host)
                .map(known -> node.repair(known, checks).thenApply(found -> repaired(host, found)))
                .orElseGet(() -> unknown("there is no host " + host + " in this cluster"));
    }

    private static Reply<List<Repair>> repaired(HostName host, HostChecks found) {
        Failure why = found.failure();
        if (why == null && found.repairs().isEmpty()) {
            why = Failure.of(
                    "REPAIR_UNKNOWN",
                    "the agent of " + host + " is of a version that repairs nothing by itself",
                    "Upgrade it, or run there what muster doctor " + host + " prints.");
        }
        return why == null ? new Reply.Done<>(found.repairs()) : new Reply.Refused<>(Reply.Why.UNAVAILABLE, why);
    }

    private static Reply<List<Check>> noted(HostChecks found, CheckNotes notes) {
        if (found.failure() != null) {
            return new Reply.Refused<>(Reply.Why.UNAVAILABLE, found.failure());
        }
        List<Check> checks = new ArrayList<>(found.checks());
        checks.add(ClockDifference.of(found.clockAheadMs())
                .map(failure -> Check.warning("clock", null, failure))
                .orElseGet(() -> Check.ok("clock", null, "as the coordinator's")));
        return new Reply.Done<>(notes.with(checks));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> stopCluster(Order order) {
        return ask(request -> new StopClusterRequested(request, order.who(), order.reason()), done -> done);
    }

    @Override
    public CompletableFuture<Reply<Accepted>> stopHost(HostName host, Order order) {
        return current.spec().host(host).isEmpty()
                ? unknown("there is no host " + host + " in this cluster")
                : ask(request -> new StopHostRequested(request, host, order.who(), order.reason()), done -> done);
    }

    @Override
    public CompletableFuture<Reply<Accepted>> skipHost(HostName host, Skip skip) {
        return ask(
                request -> new SkipHostRequested(request, host, skip.order().words(), skip.force()),
                done -> host + " is not waited for in this run");
    }

    @Override
    public CompletableFuture<Reply<Accepted>> unskipHost(HostName host, Order order) {
        return ask(
                request -> new UnskipHostRequested(request, host, order.words()),
                done -> host + " is waited for again");
    }

    /** A name that nobody knows would be stored for nothing, and would keep whoever gave it waiting. */
    @Override
    public CompletableFuture<Reply<Accepted>> ignoreCheck(HostName host, String check, Order order) {
        return checks(host).thenCompose(reply -> {
            if (!(reply instanceof Reply.Done<List<Check>> done)) {
                return CompletableFuture.completedFuture(reply.map(checks -> new Accepted("")));
            }
            List<String> names =
                    done.value().stream().map(Check::name).distinct().toList();
            if (!names.contains(check)) {
                return CompletableFuture.completedFuture(new Reply.Refused<Accepted>(
                        Reply.Why.UNKNOWN,
                        Failure.of(
                                "CHECK_UNKNOWN",
                                host + " has no check \"" + check + "\"",
                                "There are: " + String.join(", ", names))));
            }
            return ask(
                    request -> new IgnoreCheckRequested(request, host, check, order.words()),
                    stored -> "\"" + check + "\" of " + host + " is ignored");
        });
    }

    @Override
    public CompletableFuture<Reply<Accepted>> heedCheck(HostName host, String check, Order order) {
        return ask(
                request -> new HeedCheckRequested(request, host, check, order.words()),
                done -> "\"" + check + "\" of " + host + " counts again");
    }

    @Override
    public CompletableFuture<Reply<Accepted>> retry(Scope scope, Order order) {
        return ask(request -> new RetryRequested(request, scope.host(), scope.role(), order.words()), done -> done);
    }

    @Override
    public CompletableFuture<Reply<List<Failure>>> canStop(Set<HostName> hosts, String who) {
        for (HostName host : hosts) {
            if (node.isLeading() && current.spec().host(host).isEmpty()) {
                return unknown("there is no host " + host + " in this cluster");
            }
        }
        return node.canStop(hosts, who)
                .thenApply(reasons -> reasons == null ? notLeading() : new Reply.Done<>(reasons));
    }

    @Override
    public CompletableFuture<Reply<Restraints>> restraints() {
        return node.restraints().thenApply(found -> found == null ? notLeading() : new Reply.Done<>(found));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> restrain(Restraint restraint, Order order) {
        return ask(
                request -> new RestrainRequested(request, restraint, order.who(), order.reason(), clock.wallMs()),
                done -> done);
    }

    /** Asks the core; {@code words} makes the answer of what it says that it has done. */
    private CompletableFuture<Reply<Accepted>> ask(Requests.Question question, UnaryOperator<String> words) {
        return node.isLeading()
                ? requests.ask(question, LOOK_AT).thenApply(reply -> reply.map(done -> new Accepted(words.apply(done))))
                : CompletableFuture.completedFuture(notLeading());
    }

    private <T> Reply<T> notLeading() {
        return new Reply.Refused<>(Reply.Why.UNAVAILABLE, standing.notLeading());
    }

    private static <T> CompletableFuture<Reply<T>> unknown(String message) {
        return CompletableFuture.completedFuture(new Reply.Refused<>(
                Reply.Why.UNKNOWN, Failure.of("UNKNOWN", message, "muster status lists what there is.")));
    }
}
