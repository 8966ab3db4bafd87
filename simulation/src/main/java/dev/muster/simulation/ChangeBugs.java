package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.message.Message;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorCommand.Balance;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.BalanceEnded;
import dev.muster.coordinator.core.CoordinatorEvent.ReportReceived;
import dev.muster.coordinator.core.DurableState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Bugs of changes of a running cluster, planted around the product's own core. */
final class ChangeBugs {

    private ChangeBugs() {}

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> stepsForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(
                core,
                state -> state.change = altered(
                        state.change,
                        step -> step.phase() == Phase.DONE ? in(step, step.batch(), Phase.PENDING) : step));
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> batchesTogether(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(
                core, state -> state.change = altered(state.change, step -> in(step, 1, step.phase())));
    }

    /** Steps of one role stand together, whatever group their hosts are in. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> groupsForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> {
            Change change = state.change;
            if (change != null) {
                List<Step> byRole = new ArrayList<>(change.steps());
                byRole.sort(Comparator.comparing(Step::action)
                        .thenComparing(step -> step.component().role()));
                state.change = with(change, byRole, change.swaps());
            }
        });
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> movesTogether(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(
                core,
                state -> state.change = altered(
                        state.change,
                        step -> step.action() == Action.RESTART
                                ? step
                                : in(step, step.component().role().hashCode(), step.phase())));
    }

    private static Step in(Step step, int batch, Phase phase) {
        return new Step(batch, step.action(), step.component(), phase, step.before(), step.forced(), step.failure());
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> swapsForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> {
            Change change = state.change;
            state.change = change == null ? null : with(change, change.steps(), new TreeSet<>());
        });
    }

    private static @Nullable Change altered(@Nullable Change change, UnaryOperator<Step> alter) {
        return change == null
                ? null
                : with(change, change.steps().stream().map(alter).toList(), change.swaps());
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> wholeForgotten(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> {
            Change change = state.change;
            state.change = change == null ? null : with(change, change.steps(), change.swaps(), AtBalancer.IN);
        });
    }

    private static Change with(Change change, List<Step> steps, SortedSet<Role> swaps) {
        return with(change, steps, swaps, change.atBalancer());
    }

    private static Change with(Change change, List<Step> steps, SortedSet<Role> swaps, AtBalancer atBalancer) {
        return new Change(
                change.number(),
                change.from(),
                change.to(),
                change.who(),
                change.reason(),
                change.begunAtMs(),
                change.strategy(),
                change.failuresMax(),
                change.status(),
                steps,
                atBalancer,
                swaps);
    }

    /** The coordinator does not hear of what has not settled. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> copiesNotAwaited(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(nowMs, event instanceof ReportReceived said ? settled(said) : event);
    }

    private static ReportReceived settled(ReportReceived said) {
        Message.Report report = said.report();
        return new ReportReceived(
                said.session(),
                new Message.Report(
                        report.incarnation(),
                        report.sequence(),
                        report.observations().stream().map(ChangeBugs::settled).toList()));
    }

    private static Observation settled(Observation seen) {
        return new Observation(
                seen.role(),
                seen.state(),
                seen.launch(),
                seen.plan(),
                seen.pid(),
                seen.evidence().stream()
                        .filter(evidence -> evidence.level() != ProbeLevel.SETTLED)
                        .toList(),
                seen.failure(),
                seen.restarts(),
                seen.gaveUp(),
                seen.progress());
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> balancerUnheard(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> core.step(nowMs, event instanceof BalanceEnded ended ? done(ended) : event);
    }

    private static BalanceEnded done(BalanceEnded ended) {
        return new BalanceEnded(ended.question(), null);
    }

    /** Whatever the balancer is asked is answered by the next thing that happens. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> balancerNotAwaited(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Deque<Balance> asked = new ArrayDeque<>();
        return (nowMs, event) -> {
            List<CoordinatorCommand> commands = new ArrayList<>();
            DurableState write = null;
            Balance first = asked.poll();
            if (first != null) {
                Decision<CoordinatorCommand, DurableState> invented = core.step(nowMs, new BalanceEnded(first, null));
                commands.addAll(invented.commands());
                write = invented.write();
            }
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            commands.addAll(decision.commands());
            commands.forEach(command -> {
                if (command instanceof Balance balance) {
                    asked.add(balance);
                }
            });
            return new Decision<>(commands, decision.write() == null ? write : decision.write());
        };
    }

    /** Whoever joins is said to be in the balancer, which hears nothing of it. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> joinersNotEnabled(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return unheard(core, BalancerAction.ENABLE, (asked, change) -> isOf(asked, change, Action.JOIN));
    }

    /** Whoever was to leave and could not be taken out is said to be in the balancer again, which hears nothing of it. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> leaversNotPutBack(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return unheard(core, BalancerAction.ENABLE, (asked, change) -> isOf(asked, change, Action.LEAVE));
    }

    /** The whole cluster is said to be put back, and its balancer hears nothing of it. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> wholeNotEnabled(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return unheard(core, BalancerAction.ENABLE, (asked, change) -> asked.component() == null);
    }

    /** The whole cluster is said to be taken out, and its balancer hears nothing of it. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> wholeNotTakenOut(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return unheard(core, BalancerAction.DISABLE, (asked, change) -> asked.component() == null);
    }

    /** Whom maintenance has drained is said to be back, and the balancer hears nothing of it. */
    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> drainedNotPutBack(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return unheard(core, BalancerAction.ENABLE, (asked, change) -> asked.change() == Balance.FOR_MAINTENANCE);
    }

    private static boolean isOf(Balance asked, @Nullable Change change, Action action) {
        return change != null
                && asked.change() == change.number()
                && change.steps().stream()
                        .anyMatch(step ->
                                step.action() == action && step.component().equals(asked.component()));
    }

    /** @param what which questions, beside the change that was stored last */
    private static Core<CoordinatorEvent, CoordinatorCommand, DurableState> unheard(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core,
            BalancerAction action,
            BiPredicate<Balance, @Nullable Change> what) {
        Deque<Balance> kept = new ArrayDeque<>();
        @Nullable Change[] last = {null};
        return (nowMs, event) -> {
            List<CoordinatorCommand> commands = new ArrayList<>();
            DurableState write = null;
            for (Balance balance = kept.poll(); balance != null; balance = kept.poll()) {
                Decision<CoordinatorCommand, DurableState> invented = core.step(nowMs, new BalanceEnded(balance, null));
                commands.addAll(invented.commands());
                write = invented.write() == null ? write : invented.write();
            }
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            commands.addAll(decision.commands());
            write = decision.write() == null ? write : decision.write();
            last[0] = write == null ? last[0] : write.change();
            commands.removeIf(command -> command instanceof Balance balance
                    && balance.action() == action
                    && what.test(balance, last[0])
                    && kept.add(balance));
            return new Decision<>(commands, write);
        };
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> queueUnheard(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return (nowMs, event) -> event instanceof CoordinatorEvent.QueueRequested
                ? new Decision<>(List.of(), null)
                : core.step(nowMs, event);
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> ownFileWins(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return AlteredState.found(core, state -> state.announcedRun = 0);
    }
}
