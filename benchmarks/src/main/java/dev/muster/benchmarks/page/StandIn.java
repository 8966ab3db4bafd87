package dev.muster.benchmarks.page;

import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.TokenId;
import dev.muster.coordinator.http.AccessControl;
import dev.muster.coordinator.http.ChangeControl;
import dev.muster.coordinator.http.ClusterControl;
import dev.muster.coordinator.http.Reply;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers the HTTP interface in place of a coordinator: it leads a cluster that is only looked at. */
record StandIn(BigCluster cluster) implements ClusterControl, ChangeControl, AccessControl {

    private static final Failure NOT_HERE = Failure.of("NOT_HERE", "this is a bench", "");

    private static <T> CompletableFuture<Reply<T>> refused() {
        return CompletableFuture.completedFuture(new Reply.Refused<>(Reply.Why.UNAVAILABLE, NOT_HERE));
    }

    @Override
    public Duty duty() {
        return new Duty(true, cluster.view().coordinator().value(), true, null);
    }

    @Override
    public CompletableFuture<Void> alive() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Figures> figures() {
        return CompletableFuture.completedFuture(
                new Figures(duty(), cluster.view(), Map.of(), 0, Map.of(), 0, Map.of(), 0));
    }

    @Override
    public List<MetricsTarget> metricsTargets() {
        return List.of();
    }

    @Override
    public CompletableFuture<Reply<ClusterView>> view() {
        return CompletableFuture.completedFuture(new Reply.Done<>(cluster.view()));
    }

    @Override
    public CompletableFuture<Reply<LogPart>> log(ComponentId component, long offset, int bytesMax) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<List<Check>>> checks(HostName host) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<List<Repair>>> repair(HostName host, List<String> checks, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> stopCluster(Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> stopHost(HostName host, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> skipHost(HostName host, Skip skip) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<List<Failure>>> canStop(Set<HostName> hosts, String who) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Restraints>> restraints() {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> restrain(Restraint restraint, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> retry(Scope scope, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> unskipHost(HostName host, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> ignoreCheck(HostName host, String check, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> heedCheck(HostName host, String check, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<List<Revision>>> revisions() {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Planned>> plan(File file, Strategy strategy, String who) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> apply(File file, Given given, How how) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> restart(Set<HostName> hosts, Set<Role> roles, How how) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> steer(Steering steering, @Nullable ComponentId component, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Waiting>> waiting() {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Waiting>> enqueue(String ticket, String what, Order order) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<Accepted>> leaveQueue(String ticket, Order order) {
        return refused();
    }

    @Override
    public Reply<Access> access() {
        return new Reply.Refused<>(Reply.Why.UNAVAILABLE, NOT_HERE);
    }

    @Override
    public CompletableFuture<Reply<Issued>> issue(Wanted wanted) {
        return refused();
    }

    @Override
    public CompletableFuture<Reply<AccessToken>> revoke(TokenId token) {
        return refused();
    }
}
