package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.CoordinatorEvent.ApplyRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RestartRequested;
import dev.muster.coordinator.core.CoordinatorEvent.SteerRequested;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes an operator's orders to change the cluster. Who may give them is judged before they come here; {@link Rollout} carries them out. */
final class ChangeDesk {

    private ChangeDesk() {}

    static Failure inProgress(Change change) {
        String reason = change.reason().isEmpty() ? "" : ": \"" + change.reason() + "\"";
        return Failure.of(
                "CHANGE_IN_PROGRESS",
                "change " + change.number() + " of " + change.who() + " is " + change.status() + reason,
                "Wait for its end (muster change --watch), or end it: muster change cancel");
    }

    /** Whether anything is different now. */
    static boolean apply(
            Turn turn, CoordinatorCore.World world, Planner planner, Definer definer, ApplyRequested event) {
        Definer.Defined defined = definer.define(event.text());
        if (defined instanceof Definer.Undefined undefined) {
            turn.answer(event.request(), undefined.failure());
            return false;
        }
        ChangePlan plan = Locked.heeding(
                turn.durable(),
                event.how().who(),
                new Planning(world, planner, turn.durable(), (before, after) -> List.of())
                        .of((Definition) defined, event.hash(), event.how().strategy()));
        Failure refusal = refusal(turn.durable(), world, plan, event);
        if (refusal != null) {
            turn.answer(event.request(), refusal);
            return false;
        }
        if (!plan.isChange()) {
            turn.answerDone(event.request(), "no changes: the cluster matches revision " + plan.from());
            return false;
        }
        Revision next = plan.to().equals(plan.from())
                ? turn.durable().revision()
                : new Revision(
                        plan.to(),
                        event.hash(),
                        event.text(),
                        event.how().who(),
                        event.how().wallMs(),
                        event.how().reason());
        begin(turn, world, plan, next, ((Definition) defined).spec(), event.how());
        turn.answerDone(
                event.request(),
                (plan.to().equals(plan.from())
                                ? "revision " + plan.to()
                                : "revision " + plan.from() + " -> " + plan.to())
                        + ", change " + turn.change().number() + ": "
                        + Change.counted(plan.steps().size()));
        return true;
    }

    private static @Nullable Failure refusal(
            DurableState durable, CoordinatorCore.World world, ChangePlan plan, ApplyRequested event) {
        if (event.ifRevision() != null && !event.ifRevision().equals(plan.from())) {
            Revision now = durable.revision();
            return Failure.of(
                    "REVISION_MOVED",
                    "the cluster is at revision " + plan.from() + " now (" + now.author()
                            + (now.reason().isEmpty() ? "" : ": \"" + now.reason() + "\"") + "), not at "
                            + event.ifRevision(),
                    "See what has changed: muster diff " + event.ifRevision() + " " + plan.from()
                            + "; then plan again: muster plan");
        }
        if (!plan.obstacles().isEmpty()) {
            return plan.obstacles().get(0);
        }
        Failure behind = world.queue.refusal(event.how());
        if (behind != null) {
            return behind;
        }
        if (event.token() != null && !event.token().equals(plan.token())) {
            return Failure.of(
                    "PLAN_MOVED",
                    "the cluster is not as it was when this plan was made: a host has gone or come, or a component has",
                    "Look at it again: muster plan");
        }
        String name = world.inForce.members().name().value();
        if (plan.severe() && !name.equals(event.confirm())) {
            return new Failure(
                    "CONFIRM_NEEDED",
                    "this may lose data or a service: the cluster's name must be given with it",
                    "Add --confirm " + name,
                    plan.warnings().stream().map(Failure::message).toList());
        }
        return null;
    }

    /** Whether anything is different now. */
    static boolean restart(Turn turn, CoordinatorCore.World world, Planner planner, RestartRequested event) {
        Set<ComponentId> chosen = world.cluster.all().stream()
                .filter(member -> event.hosts().isEmpty() || event.hosts().contains(member.spec.name()))
                .flatMap(member -> world.cluster.roles(member).stream()
                        .filter(role -> event.roles().isEmpty() || event.roles().contains(role))
                        .map(role -> new ComponentId(member.spec.name(), role)))
                // what the file in force does not have still runs because it has not left: there is nothing to start it
                // by
                .filter(id -> InForce.has(world.inForce.current().spec(), id))
                .collect(Collectors.toCollection(TreeSet::new));
        if (chosen.isEmpty()) {
            turn.answer(
                    event.request(),
                    Failure.of("UNKNOWN", "there is no such component", "muster status lists what there is."));
            return false;
        }
        ChangePlan plan = Locked.heeding(
                turn.durable(),
                event.how().who(),
                new Planning(world, planner, turn.durable(), (before, after) -> List.of())
                        .restarting(chosen, event.how().strategy()));
        Failure behind = plan.obstacles().isEmpty()
                ? world.queue.refusal(event.how())
                : plan.obstacles().get(0);
        if (behind != null) {
            turn.answer(event.request(), behind);
            return false;
        }
        begin(
                turn,
                world,
                plan,
                turn.durable().revision(),
                world.inForce.current().spec(),
                event.how());
        turn.answerDone(
                event.request(),
                "change " + turn.change().number() + ": restarts " + chosen.size()
                        + (chosen.size() == 1 ? " component, " : " components, ")
                        + event.how().strategy());
        return true;
    }

    private static void begin(
            Turn turn,
            CoordinatorCore.World world,
            ChangePlan plan,
            Revision next,
            ClusterSpec target,
            CoordinatorEvent.How how) {
        DurableState durable = turn.durable();
        Change last = durable.change();
        List<Step> steps = plan.steps().stream()
                .map(step -> new Step(step.batch(), step.action(), step.component()))
                .toList();
        Change change = new Change(
                last == null ? 1 : last.number() + 1,
                plan.from(),
                plan.to(),
                how.who(),
                how.reason(),
                how.wallMs(),
                how.strategy(),
                how.failuresMax(),
                Status.RUNNING,
                steps,
                last == null
                        ? AtBalancer.IN
                        : last.atBalancer(), // of one that a stop of the cluster has ended it may be out
                Pairs.swapped(world.inForce, durable, target));
        world.queue.served(how);
        TreeMap<ComponentId, Generation> standing = new TreeMap<>(durable.standing());
        for (Step step : steps) {
            if (step.action() == Action.JOIN) {
                standing.put(step.component(), DurableState.NOT_JOINED);
            } else {
                standing.putIfAbsent(step.component(), durable.generation());
            }
        }
        standing.keySet().retainAll(steps.stream().map(Step::component).collect(Collectors.toSet()));
        turn.change(d -> next.number().equals(d.generation())
                ? d.withChange(change, standing)
                : d.changing(next, standing, change));
        turn.tell(
                Type.CHANGE_BEGUN,
                "CLUSTER: change " + change.number() + " begins, asked by " + how.words() + ": "
                        + (plan.to().equals(plan.from()) ? "" : "revision " + plan.from() + " -> " + plan.to() + ", ")
                        + Change.counted(steps.size()));
        if (!next.number().equals(plan.from())) {
            turn.tell(
                    Type.DEFINITION_CHANGED,
                    "CLUSTER: revision " + plan.to() + " of cluster.json is in force, by " + how.words());
        }
    }

    /** Whether anything is different now. */
    static boolean steer(Turn turn, SteerRequested event) {
        Change change = turn.durable().change();
        if (change == null || change.status().isOver()) {
            turn.answer(
                    event.request(),
                    Failure.of("NO_CHANGE", "no change is in progress", "muster change shows the last one."));
            return false;
        }
        Failure locked = Locked.against(turn.durable(), change, event);
        if (locked != null) {
            turn.answer(event.request(), locked);
            return false;
        }
        Failure refusal =
                switch (event.steering()) {
                    case PAUSE -> pause(turn, change, event);
                    case RESUME -> resume(turn, change, event, false);
                    case RETRY -> resume(turn, change, event, true);
                    case CANCEL -> cancel(turn, change, event);
                    case FORCE -> force(turn, change, event);
                };
        if (refusal == null) {
            turn.answerDone(
                    event.request(),
                    "change " + change.number() + " is " + turn.change().status());
        } else {
            turn.answer(event.request(), refusal);
        }
        return refusal == null;
    }

    private static @Nullable Failure pause(Turn turn, Change change, SteerRequested event) {
        if (change.status() != Status.RUNNING) {
            return notNow(change, "paused");
        }
        become(turn, change.with(Status.PAUSED));
        turn.tell(
                Type.CHANGE_PAUSED,
                "CLUSTER: change " + change.number() + " is paused by " + event.words()
                        + "; steps under way are ended");
        return null;
    }

    /** Goes on: with what has failed as well, or without. */
    private static @Nullable Failure resume(Turn turn, Change change, SteerRequested event, boolean again) {
        if (change.status() != Status.PAUSED && change.status() != Status.FAILED) {
            return notNow(change, again ? "retried" : "resumed");
        }
        int failuresMax = again ? change.failuresMax() : Math.max(change.failuresMax(), (int) change.failures());
        Change next = change.bearing(failuresMax)
                .with(Status.RUNNING)
                .each(step -> again && step.phase() == Phase.FAILED ? step.in(Phase.PENDING) : step);
        become(turn, next);
        turn.tell(
                Type.CHANGE_RESUMED,
                "CLUSTER: change " + change.number() + " goes on, asked by " + event.words()
                        + (again ? "; what failed is tried again" : ""));
        return null;
    }

    private static @Nullable Failure cancel(Turn turn, Change change, SteerRequested event) {
        if (change.status() == Status.CANCELLING) {
            return notNow(change, "cancelled again");
        }
        become(turn, change.with(Status.CANCELLING));
        turn.tell(
                Type.CHANGE_CANCELLED,
                "CLUSTER: change " + change.number() + " is cancelled by " + event.words()
                        + ": no further step is begun, steps under way are ended");
        return null;
    }

    /** The next batch, or one component's step, is begun whatever speaks against it; one under way waits for no agent that is away. */
    private static @Nullable Failure force(Turn turn, Change change, SteerRequested event) {
        ComponentId named = event.component();
        int next = change.steps().stream()
                .filter(step -> step.phase() == Phase.PENDING)
                .mapToInt(Step::batch)
                .min()
                .orElse(-1);
        boolean isAnyUnderWay = change.underWay().findAny().isPresent();
        Change forced = change.each(step -> {
            boolean isNext = isAnyUnderWay ? step.phase().isUnderWay() : step.batch() == next;
            boolean isMeant = named == null ? isNext : step.component().equals(named);
            boolean isOpen = step.phase() == Phase.PENDING || step.phase().isUnderWay();
            return isMeant && isOpen ? step.byForce() : step;
        });
        if (forced.equals(change)) {
            return Failure.of(
                    "NOTHING_TO_FORCE",
                    named == null ? "no step is waiting" : "no step of " + named + " is waiting",
                    "muster change shows the steps.");
        }
        become(turn, forced);
        turn.tell(
                Type.CHANGE_STEP,
                "CLUSTER: change " + change.number() + ": " + event.words() + " has "
                        + (named == null ? "the next step" : named.toString()) + " begun whatever speaks against it");
        return null;
    }

    private static void become(Turn turn, Change change) {
        turn.change(d -> d.withChange(change, d.standing()));
    }

    private static Failure notNow(Change change, String what) {
        return Failure.of(
                "CHANGE_NOT_SO",
                "change " + change.number() + " is " + change.status() + ", and cannot be " + what,
                "muster change shows it.");
    }
}
