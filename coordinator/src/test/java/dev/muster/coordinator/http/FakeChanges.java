package dev.muster.coordinator.http;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Revisions 6 and 7, and a change that goes on. */
final class FakeChanges implements ChangeControl {

    static final String TEXT = "{\n  // as it was sent\n  \"cluster\": \"demo\"\n}\n";

    private final Queue<String> orders;
    volatile boolean leading = true;
    volatile @Nullable Failure refusal;
    volatile Reply.Why why = Reply.Why.CONFLICT;
    volatile @Nullable File applied;

    FakeChanges() {
        this(new ConcurrentLinkedQueue<>());
    }

    /** @param orders gets what is carried out */
    FakeChanges(Queue<String> orders) {
        this.orders = orders;
    }

    static ChangeView someChange() {
        Failure full = new Failure("DISK_FULL", "the disk is full", "free space", List.of("df"));
        return new ChangeView(
                3,
                new Generation(6),
                new Generation(7),
                "ann",
                "more heap",
                1_000,
                Strategy.ONE_BY_ONE,
                Status.RUNNING,
                List.of(
                        new Precondition("FROZEN", "nobody has frozen the cluster", Effect.HOLDS, null),
                        new Precondition(
                                "ROLE_NOT_WHOLE",
                                "the other members of its role are whole",
                                Effect.HOLDS,
                                Failure.of("ROLE_NOT_WHOLE", "127.0.0.2/backend is not ready", "muster status"))),
                List.of(
                        new ChangeView.Step(
                                1,
                                Action.RESTART,
                                new ComponentId(FakeCluster.ONE, Role.INDEX),
                                Phase.STARTING,
                                4_000,
                                null),
                        new ChangeView.Step(
                                2,
                                Action.LEAVE,
                                new ComponentId(FakeCluster.TWO, Role.BACKEND),
                                Phase.FAILED,
                                0,
                                full)));
    }

    private static final Waiting WAITING = new Waiting(
            false,
            List.of(
                    new Place("of-another", "ann", "apply", "more heap", 1_000),
                    new Place("of-the-test", "test", "restart", "", 2_000)));

    private static Revision revision(long number) {
        return new Revision(
                new Generation(number), new File(TEXT, new SpecHash("abc" + number)), "ann", 1_000, "more heap");
    }

    private <T> Reply<T> reply(T done) {
        Failure refused = refusal;
        if (!leading) {
            return new Reply.Refused<>(
                    Reply.Why.UNAVAILABLE, Failure.of("NOT_LEADING", "another coordinator leads", ""));
        }
        return refused == null ? new Reply.Done<>(done) : new Reply.Refused<>(why, refused);
    }

    private <T> CompletableFuture<Reply<T>> answer(T done) {
        return CompletableFuture.completedFuture(reply(done));
    }

    private CompletableFuture<Reply<Accepted>> order(String words) {
        if (leading) {
            orders.add(words);
        }
        return answer(new Accepted(words));
    }

    @Override
    public CompletableFuture<Reply<Waiting>> waiting() {
        return answer(WAITING);
    }

    @Override
    public CompletableFuture<Reply<Waiting>> enqueue(String ticket, String what, Order order) {
        return order("waits " + ticket + " to " + what + " " + order).thenApply(reply -> reply.map(done -> WAITING));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> leaveQueue(String ticket, Order order) {
        return order("waits no longer " + ticket + " " + order);
    }

    @Override
    public CompletableFuture<Reply<List<Revision>>> revisions() {
        return answer(List.of(revision(6), revision(7)));
    }

    @Override
    public CompletableFuture<Reply<Planned>> plan(File file, Strategy strategy, String who) {
        ChangePlan.Step step = new ChangePlan.Step(
                1,
                Action.RESTART,
                new ComponentId(FakeCluster.ONE, Role.INDEX),
                "opensearch",
                "2.19.4",
                List.of("heap 1g -> 2g"));
        ChangePlan plan = new ChangePlan(
                new Generation(7),
                new Generation(8),
                file.hash(),
                "token",
                strategy,
                List.of("~ index heap 1g -> 2g"),
                List.of(HostName.of("127.0.0.3")),
                List.of(FakeCluster.TWO),
                List.of(step),
                List.of("index: interrupted"),
                List.of(Failure.of("NO_AGENT", "no agent", "start it")),
                List.of(
                        new Precondition(
                                "CHANGE_IN_PROGRESS",
                                "no other change goes on",
                                Effect.REFUSES,
                                new Failure("CHANGE_IN_PROGRESS", "change 3 is RUNNING", "wait", List.of("a line"))),
                        new Precondition("FROZEN", "nobody has frozen the cluster", Effect.HOLDS, null)),
                true,
                4);
        return answer(new Planned("demo", plan, revision(7)));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> apply(File file, Given given, How how) {
        applied = file;
        return order("apply " + given + " " + how);
    }

    @Override
    public CompletableFuture<Reply<Accepted>> restart(Set<HostName> hosts, Set<Role> roles, How how) {
        return order("restart " + hosts + roles + " " + how);
    }

    @Override
    public CompletableFuture<Reply<Accepted>> steer(Steering steering, @Nullable ComponentId component, Order order) {
        return order(steering + " " + component + " " + order);
    }
}
