package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.LockScope;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.coordinator.core.CoordinatorEvent.SteerRequested;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom a lock keeps from what. Its owner works on as if there were none. */
final class Locked {

    private static final String CODE = "LOCKED";

    private Locked() {}

    /** The plan as it is for {@code who}: somebody else's lock on what it changes is a precondition that is not met. */
    static ChangePlan heeding(DurableState durable, String who, ChangePlan plan) {
        if (!plan.isChange()) {
            return plan;
        }
        Failure lock = first(durable, who, scope -> touches(scope, plan))
                .map(Locked::failure)
                .orElse(null);
        return plan.with(new Precondition(CODE, "nobody else has locked what it touches", Effect.REFUSES, lock));
    }

    private static boolean touches(LockScope scope, ChangePlan plan) {
        return scope.isCluster()
                || plan.steps().stream().anyMatch(step -> scope.covers(step.component()))
                || Stream.concat(plan.newHosts().stream(), plan.goneHosts().stream())
                        .anyMatch(scope::covers);
    }

    /** Why {@code event} may not have the change go on; null when it may. Whoever wants less done is never kept. */
    static @Nullable Failure against(DurableState durable, Change change, SteerRequested event) {
        return event.steering() == Steering.PAUSE || event.steering() == Steering.CANCEL
                ? null
                : first(durable, event.who(), scope -> isOpenIn(change, scope))
                        .map(Locked::failure)
                        .orElse(null);
    }

    /** Whether a change that goes on has something of that still before it. */
    static boolean isOpenIn(Change change, LockScope scope) {
        return !change.status().isOver()
                && (scope.isCluster()
                        || change.steps().stream()
                                .filter(step -> step.phase() != Phase.DONE)
                                .anyMatch(step -> scope.covers(step.component())));
    }

    /** Why the cluster may not be stopped by {@code who}. */
    static Optional<Failure> againstStop(DurableState durable, String who) {
        return first(durable, who, scope -> true).map(Locked::failure);
    }

    /** Why these hosts may not be stopped by {@code who}. */
    static Optional<Failure> againstStop(DurableState durable, String who, Cluster cluster, Set<HostName> hosts) {
        List<ComponentId> there = hosts.stream()
                .map(cluster::member)
                .flatMap(Stream::ofNullable)
                .flatMap(
                        member -> cluster.roles(member).stream().map(role -> new ComponentId(member.spec.name(), role)))
                .toList();
        return first(
                        durable,
                        who,
                        scope -> hosts.stream().anyMatch(scope::covers)
                                || there.stream().anyMatch(scope::covers))
                .map(Locked::failure);
    }

    private static Optional<Lock> first(DurableState durable, String who, Predicate<LockScope> touched) {
        return durable.restraints().locks().stream()
                .filter(lock -> !lock.who().equals(who) && touched.test(lock.scope()))
                .findFirst();
    }

    /** What everybody who looks at the cluster is to see. */
    static Problem notice(Lock lock, long wallMs) {
        return new Problem(
                lock.scope().host(), lock.scope().role(), failure(lock), Math.max(0, wallMs - lock.sinceMs()));
    }

    static Failure failure(Lock lock) {
        return Failure.of(
                CODE,
                lock.scope() + " is locked by " + lock.who() + RestraintDesk.words(lock.reason()) + ", until "
                        + RestraintDesk.until(lock.untilMs()),
                "Nobody else changes it. Wait for its end, or ask " + lock.who() + ". To break it: muster unlock"
                        + lock.scope().options() + " --force -m REASON");
    }
}
