package dev.muster.coordinator.http;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.LockScope;
import dev.muster.common.model.change.MaintenanceLock;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.common.model.view.Missing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A cluster of two hosts, one of which is lost. */
final class FakeCluster implements ClusterControl {

    static final HostName ONE = HostName.of("127.0.0.1");
    static final HostName TWO = HostName.of("127.0.0.2");

    final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    volatile boolean leading = true;
    volatile boolean silent;

    /** How much older everything has become. */
    volatile long olderMs;

    volatile int restarts = 1;
    volatile @Nullable Failure trouble;
    volatile CompletableFuture<Void> alive = CompletableFuture.completedFuture(null);

    @Override
    public Duty duty() {
        return leading
                ? new Duty(true, ONE.value(), true, null)
                : new Duty(false, trouble == null ? TWO.value() : "", trouble == null, trouble);
    }

    @Override
    public CompletableFuture<Void> alive() {
        return silent ? new CompletableFuture<>() : alive;
    }

    /** Of both components of {@link #ONE}, of which only one is to run. */
    @Override
    public List<MetricsTarget> metricsTargets() {
        return List.of(
                new MetricsTarget(new ComponentId(ONE, Role.BACKEND), "cassandra", "127.0.0.1", 9500, "/metrics"),
                new MetricsTarget(new ComponentId(ONE, Role.INDEX), "opensearch", "fd00::7", 9200, "/_prometheus/"));
    }

    @Override
    public CompletableFuture<Figures> figures() {
        return answer(new Figures(
                duty(),
                leading ? someView() : null,
                leading ? Map.of(ClusterPhase.DEGRADED, 10_000L, ClusterPhase.STARTED, 2_500L) : Map.of(),
                leading ? 1_250 : 0,
                Map.of("report.out-of-order", 3L),
                2,
                Map.of("not_muster", 4L),
                leading ? 1 : 0));
    }

    @Override
    public CompletableFuture<Reply<ClusterView>> view() {
        if (silent) {
            return new CompletableFuture<>();
        }
        return answer(leading ? new Reply.Done<>(someView(olderMs, restarts)) : notLeading());
    }

    @Override
    public CompletableFuture<Reply<LogPart>> log(ComponentId component, long offset, int bytesMax) {
        if (!component.host().equals(ONE)) {
            return answer(new Reply.Refused<>(
                    Reply.Why.UNKNOWN, Failure.of("NO_SUCH_COMPONENT", component + " is not of this cluster", "")));
        }
        return answer(new Reply.Done<>(new LogPart(offset, "<b>offset " + offset + " bytes " + bytesMax + "\n", 99)));
    }

    @Override
    public CompletableFuture<Reply<List<Check>>> checks(HostName host) {
        Failure full = new Failure("DISK_FULL", "the disk is full", "free space", List.of("df"));
        return answer(
                host.equals(ONE)
                        ? new Reply.Done<>(List.of(
                                Check.ok("clock", null, "as the coordinator's"),
                                Check.failed("disk", Role.INDEX, full).fixable(new Check.Fix("makes room", "sudo df"))))
                        : new Reply.Refused<>(Reply.Why.UNAVAILABLE, Failure.of("AGENT_AWAY", "not connected", "")));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> stopCluster(Order order) {
        orders.add("cluster " + order);
        return answer(leading ? new Reply.Done<>(new Accepted("stopping")) : notLeading());
    }

    @Override
    public CompletableFuture<Reply<Accepted>> stopHost(HostName host, Order order) {
        orders.add(host + " " + order);
        return answer(new Reply.Done<>(new Accepted("stopping " + host)));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> skipHost(HostName host, Skip skip) {
        orders.add("skip " + host + " " + skip);
        return answer(
                host.equals(TWO)
                        ? new Reply.Refused<>(Reply.Why.CONFLICT, Failure.of("HOST_IS_THERE", "it is there", "wait"))
                        : new Reply.Done<>(new Accepted(host + " is skipped")));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> unskipHost(HostName host, Order order) {
        orders.add("unskip " + host + " " + order);
        return answer(new Reply.Done<>(new Accepted(host + " is waited for")));
    }

    @Override
    public CompletableFuture<Reply<List<Repair>>> repair(HostName host, List<String> checks, Order order) {
        orders.add("repair " + host + " " + checks + " " + order);
        return answer(
                host.equals(ONE)
                        ? new Reply.Done<>(List.of(
                                new Repair("disk", Repair.Outcome.REFUSED, "left to a person", "df -h"),
                                new Repair("vm.max_map_count", Repair.Outcome.DONE, "raises it", "")))
                        : new Reply.Refused<>(Reply.Why.UNAVAILABLE, Failure.of("AGENT_AWAY", "not connected", "")));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> ignoreCheck(HostName host, String check, Order order) {
        orders.add("ignore " + host + " " + check + " " + order);
        return answer(
                check.equals("disk")
                        ? new Reply.Done<>(new Accepted("ignored"))
                        : new Reply.Refused<>(
                                Reply.Why.UNKNOWN, Failure.of("CHECK_UNKNOWN", "no such check", "there are: disk")));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> heedCheck(HostName host, String check, Order order) {
        orders.add("heed " + host + " " + check + " " + order);
        return answer(new Reply.Done<>(new Accepted("heeded")));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> retry(Scope scope, Order order) {
        orders.add("retry " + scope + " " + order);
        return answer(
                TWO.equals(scope.host())
                        ? new Reply.Refused<>(
                                Reply.Why.CONFLICT, Failure.of("NOTHING_TO_RETRY", "nothing to retry", "see status"))
                        : new Reply.Done<>(new Accepted("trying again: some")));
    }

    @Override
    public CompletableFuture<Reply<List<Failure>>> canStop(Set<HostName> hosts, String who) {
        return answer(new Reply.Done<>(
                hosts.contains(TWO)
                        ? List.of(Failure.of("STOPS_LAST_OF_ROLE", "no member of compute would be left", "see status"))
                        : List.of()));
    }

    @Override
    public CompletableFuture<Reply<Restraints>> restraints() {
        return answer(new Reply.Done<>(Restraints.NONE
                .with(new Restraints.Freeze("ann", "audit", 1_700_000_000_000L))
                .with(TWO, new MaintenanceLock("bob", "new disk", 1_700_000_000_000L, 1_700_007_200_000L, true))
                .with(new ComponentId(TWO, Role.COMPUTE), AtBalancer.OUT)
                .with(new Lock(
                        LockScope.of(Role.COMPUTE), "eve", "new heap", 1_700_000_000_000L, 1_700_007_200_000L))));
    }

    @Override
    public CompletableFuture<Reply<Accepted>> restrain(Restraint restraint, Order order) {
        orders.add(restraint + " " + order);
        return answer(
                restraint.equals(new Restraint.EndMaintenance(TWO))
                        ? new Reply.Refused<>(
                                Reply.Why.CONFLICT, Failure.of("NOT_IN_MAINTENANCE", "it is not", "see the list"))
                        : new Reply.Done<>(new Accepted("held back")));
    }

    private static <T> Reply<T> notLeading() {
        return new Reply.Refused<>(
                Reply.Why.UNAVAILABLE, Failure.of("NOT_LEADING", "another coordinator leads", "ask 127.0.0.2"));
    }

    private static <T> CompletableFuture<T> answer(T reply) {
        return CompletableFuture.completedFuture(reply);
    }

    static ClusterView someView() {
        return someView(0, 1);
    }

    private static ClusterView someView(long olderMs, int restarts) {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("cluster_uuid", "u-1");
        Observation ready = new Observation(
                Role.INDEX,
                ComponentState.READY,
                new LaunchId(new Incarnation(17), 3),
                null,
                4102,
                List.of(new Evidence("health", ProbeLevel.JOINED, true, false, "green, 2 nodes", facts, olderMs + 500)),
                null,
                restarts,
                false,
                "");
        Failure full = new Failure("DISK_FULL", "the disk is full", "free space", List.of("No space left on device"));
        Observation failed = new Observation(
                Role.BACKEND, ComponentState.FAILED, null, null, 0, List.of(), full, 3, true, "waiting");
        HostView one = new HostView(
                ONE,
                AgentStatus.REGISTERED,
                olderMs + 60_000,
                "127.0.0.1",
                77,
                List.of(
                        new ComponentView(
                                Role.BACKEND,
                                "cassandra",
                                "5.0.4",
                                null,
                                failed,
                                olderMs + 2_000,
                                olderMs + 100,
                                "127.0.0.2/backend"),
                        new ComponentView(
                                Role.INDEX,
                                "opensearch",
                                "2.19.4",
                                GoalState.RUNNING,
                                ready,
                                olderMs + 1_000,
                                olderMs + 100,
                                "")));
        HostView two = new HostView(TWO, AgentStatus.LOST, olderMs + 5_000, "", 0, List.of())
                .missing(new Missing(
                        Failure.of("HOST_SILENT", "it does not answer", "Switch it on."),
                        "does not answer",
                        "muster start -h 127.0.0.2 --cluster cluster.json",
                        olderMs + 4_000));
        return new ClusterView(
                new ClusterName("demo"),
                new ClusterId("c-1"),
                ClusterPhase.DEGRADED,
                olderMs + 10_000,
                new Generation(7),
                new Epoch(3),
                ONE,
                List.of(one, two),
                List.of(
                        new Problem(
                                TWO, null, Failure.of("HOST_LOST", "no heartbeat", "muster start"), olderMs + 5_000),
                        new Problem(ONE, Role.BACKEND, full, olderMs + 2_000)),
                List.of(new Endpoint("OpenSearch", "curl http://127.0.0.1:9200/", "OPENSEARCH_URL")),
                FakeChanges.someChange());
    }
}
