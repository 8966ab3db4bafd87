package dev.muster.agent.node;

import dev.muster.agent.core.AgentCommand.CloseLeave;
import dev.muster.agent.core.AgentCommand.Install;
import dev.muster.agent.core.AgentCommand.Launch;
import dev.muster.agent.core.AgentCommand.Leave;
import dev.muster.agent.core.AgentCommand.Stop;
import dev.muster.agent.core.AgentCommand.Watch;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.core.AgentIdentity;
import dev.muster.agent.core.Prospect;
import dev.muster.agent.install.InstallResult;
import dev.muster.agent.install.Installer;
import dev.muster.agent.leave.Leaves;
import dev.muster.agent.preflight.Neighbours;
import dev.muster.agent.preflight.Preflight;
import dev.muster.agent.preflight.Repairs;
import dev.muster.agent.preflight.TestListeners;
import dev.muster.agent.probe.ProbeSchedule;
import dev.muster.agent.process.CauseOfExit;
import dev.muster.agent.process.DataStamp;
import dev.muster.agent.process.LaunchResult;
import dev.muster.agent.process.LaunchStatus;
import dev.muster.agent.process.OutputFile;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.agent.process.StopResult;
import dev.muster.common.model.Check;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message.CheckRequest;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the core wants of components, and reports back what came of it. What concerns one role is done one after
 * another; different roles do not wait for each other.
 */
final class ComponentShell {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentShell.class);
    private static final int TAIL_LINES = 200;
    private static final int TAIL_BYTES = 256 * 1024;

    private final AgentIdentity identity;
    private final Executor blocking;
    private final Installer installer;
    private final Preflight preflight;
    private final TestListeners listeners;
    private final ProcessRunner processes;
    private final ProbeSchedule probes;
    private final Leaves leaves;
    private final Consumer<AgentEvent> events;
    private final Map<Role, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();
    private final Map<LaunchId, LaunchPlan> launches = new ConcurrentHashMap<>();

    /** Launch and name of every log probe that has passed. */
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** What is to run on this host, as far as it is known. */
    private final Map<Role, LaunchPlan> plans = new ConcurrentHashMap<>();

    ComponentShell(
            AgentIdentity identity,
            Executor blocking,
            Installer installer,
            Preflight preflight,
            TestListeners listeners,
            ProcessRunner processes,
            ProbeSchedule probes,
            Leaves leaves,
            Consumer<AgentEvent> events) {
        this.identity = identity;
        this.blocking = blocking;
        this.installer = installer;
        this.preflight = preflight;
        this.listeners = listeners;
        this.processes = processes;
        this.probes = probes;
        this.leaves = leaves;
        this.events = events;
    }

    /** Looks after every launch that the journal knows, and ends what no journal knows. Blocks for a few seconds at most. */
    List<AgentEvent.Found> find(AgentDurable journal) {
        List<AgentEvent.Found> found = new ArrayList<>();
        for (Map.Entry<Role, LaunchRecord> known : journal.launches().entrySet()) {
            LaunchId id = known.getValue().launch();
            LaunchPlan plan = known.getValue().plan();
            launches.put(id, plan);
            plans.put(known.getKey(), plan);
            LaunchStatus status = processes.adopt(id);
            if (status instanceof LaunchStatus.Alive alive) {
                LOG.info(
                        "adopted {} launch {} pid {}",
                        known.getKey(),
                        id,
                        alive.process().pid());
                found.add(
                        new AgentEvent.Found(known.getKey(), id, alive.process().pid(), null));
            } else {
                found.add(new AgentEvent.Found(known.getKey(), id, 0, failure(id, plan, status)));
            }
        }
        Set<LaunchId> known =
                journal.launches().values().stream().map(LaunchRecord::launch).collect(Collectors.toSet());
        processes.sweep(known).forEach(stray -> LOG.warn("ended a process that no journal knows: {}", stray));
        return found;
    }

    void install(Install command) {
        LaunchPlan plan = command.plan();
        Role role = command.role();
        plans.put(role, plan);
        blocking.execute(() -> {
            InstallResult result = installer.install(
                    plan.install(),
                    progress -> events.accept(new AgentEvent.InstallProgressed(role, plan.hash(), progress.text())));
            events.accept(
                    result instanceof InstallResult.Failed failed
                            ? new AgentEvent.InstallFailed(role, plan.hash(), failed.failure())
                            : new AgentEvent.Installed(role, plan.hash()));
        });
    }

    void launch(Launch command) {
        inTurn(command.role(), () -> {
            listeners.release();
            launches.put(command.launch(), command.plan());
            plans.put(command.role(), command.plan());
            Preflight.Report report =
                    preflight.check(command.plan(), List.copyOf(plans.values()), command.ignoredChecks());
            report.warnings().forEach(warning -> LOG.warn("{}: {}", command.role(), warning));
            if (!report.failures().isEmpty()) {
                report.failures().forEach(failure -> LOG.error("{}: {}", command.role(), failure));
                events.accept(new AgentEvent.LaunchFailed(
                        command.role(), command.launch(), report.failures().get(0)));
                return;
            }
            DataStamp stamp = new DataStamp(command.cluster(), identity.cluster(), identity.host(), command.role());
            LaunchResult result = processes.launch(command.launch(), command.plan(), stamp);
            events.accept(
                    result instanceof LaunchResult.Running running
                            ? new AgentEvent.Launched(
                                    command.role(),
                                    command.launch(),
                                    running.process().pid())
                            : new AgentEvent.LaunchFailed(
                                    command.role(), command.launch(), ((LaunchResult.Failed) result).failure()));
        });
    }

    /** Whether this machine can do what it is wanted for. Blocks for some seconds at most. */
    List<Check> look(CheckRequest request, List<Prospect> prospects) {
        List<Check> checks = new ArrayList<>(new Neighbours().look(request.address(), request.places()));
        List<LaunchPlan> all = prospects.stream().map(Prospect::plan).toList();
        prospects.forEach(each -> checks.addAll(preflight.look(each.plan(), all, stage(each))));
        return checks;
    }

    /** Repairs what an operator has named, as far as that is in the table. Blocks for some seconds at most. */
    List<Repair> repair(CheckRequest request, List<Prospect> prospects) {
        if (request.repair().isEmpty()) {
            return List.of();
        }
        Map<LaunchPlan, Preflight.Stage> plans = new LinkedHashMap<>();
        prospects.forEach(each -> plans.put(each.plan(), stage(each)));
        return new Repairs(preflight, new Neighbours()).repair(request.address(), plans, request.repair());
    }

    private static Preflight.Stage stage(Prospect prospect) {
        if (prospect.alive()) {
            return Preflight.Stage.RUNNING;
        }
        return prospect.installed() ? Preflight.Stage.INSTALLED : Preflight.Stage.PLANNED;
    }

    void watch(Watch command) {
        launches.computeIfPresent(command.launch(), (id, before) -> command.plan());
        processes
                .output(command.launch())
                .ifPresent(output ->
                        probes.start(command.launch(), command.plan(), output, processes.said(command.launch())));
    }

    void stop(Stop command) {
        probes.stop(command.launch());
        leaves.giveUp(command.role());
        inTurn(command.role(), () -> {
            StopResult result = processes.stop(command.launch(), command.policy());
            if (result instanceof StopResult.Stopped stopped && stopped.forced()) {
                LOG.warn(
                        "{} launch {} was forced to end: it had not ended {} ms after {}",
                        command.role(),
                        command.launch(),
                        command.policy().graceMs(),
                        command.policy().signal());
            }
            events.accept(
                    result instanceof StopResult.Failed failed
                            ? new AgentEvent.StopFailed(command.role(), command.launch(), failed.failure())
                            : new AgentEvent.StopDone(command.role(), command.launch()));
        });
    }

    void leave(Leave command) {
        leaves.begin(command);
    }

    /** After a stop that was begun before it: what is done afterwards counts with an ended component. */
    void closeLeave(CloseLeave command) {
        leaves.giveUp(command.role());
        inTurn(command.role(), () -> leaves.close(command));
    }

    /** The probes of a launch say something new. */
    void probed(LaunchId id, List<Evidence> evidence) {
        LaunchPlan plan = launches.get(id);
        if (plan != null) {
            noteSaid(id, plan, evidence);
            events.accept(new AgentEvent.Probed(plan.role(), id, evidence));
        }
    }

    private void noteSaid(LaunchId id, LaunchPlan plan, List<Evidence> evidence) {
        Set<String> logs = plan.probes().stream()
                .filter(probe -> probe.target() instanceof Target.Log)
                .map(Probe::name)
                .collect(Collectors.toSet());
        for (Evidence seen : evidence) {
            if (seen.passed() && logs.contains(seen.probe()) && said.add(id + " " + seen.probe())) {
                blocking.execute(() -> processes.noteSaid(id, seen.probe()));
            }
        }
    }

    /** A launch has ended by itself, and nothing of it is left. */
    void ended(LaunchId id, LaunchStatus status) {
        LaunchPlan plan = launches.remove(id);
        probes.stop(id);
        said.removeIf(name -> name.startsWith(id + " "));
        if (plan != null) {
            leaves.giveUp(plan.role());
            int code = status instanceof LaunchStatus.Exited exited ? exited.code() : -1;
            events.accept(new AgentEvent.Exited(plan.role(), id, code, failure(id, plan, status)));
        }
    }

    /** After everything of this role that was begun before: a component's stop never overtakes its start. */
    private void inTurn(Role role, Runnable task) {
        turns.compute(role, (r, last) -> (last == null ? CompletableFuture.<Void>completedFuture(null) : last)
                .thenRunAsync(task, blocking)
                .exceptionally(error -> {
                    LOG.error("a deed for {} failed", role, error);
                    return null;
                }));
    }

    private Failure failure(LaunchId id, LaunchPlan plan, LaunchStatus status) {
        String what = plan.role() + " (" + plan.kind() + " " + plan.version() + ")";
        List<String> tail = processes.output(id).map(ComponentShell::tail).orElse(List.of());
        OptionalLong outOfMemory = processes.outOfMemoryKills(id);
        return status instanceof LaunchStatus.Exited exited
                ? CauseOfExit.of(what, exited.code(), tail, plan.causes(), outOfMemory)
                : CauseOfExit.unseen(what, tail);
    }

    private static List<String> tail(OutputFile output) {
        try {
            return output.tail(TAIL_LINES, TAIL_BYTES);
        } catch (IOException e) {
            return List.of("its output cannot be read: " + e);
        }
    }

    /** The output of what runs of a role now, or ran last. */
    Optional<OutputFile> output(LaunchId launch) {
        return processes.output(launch);
    }
}
