package dev.muster.agent.process;

import dev.muster.agent.process.LaunchStatus.Alive;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, adopts, watches and stops the components of one state directory.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>A process is signalled or adopted only when boot id, pid and start time are those that were recorded.
 *   <li>A launch runs at most one component: it has one directory, and one claim in it.
 *   <li>What a launch started is ended with it: neither a stop nor an end by itself leaves a process behind.
 *   <li>The end of the agent touches nothing.
 * </ol>
 *
 * <p>Methods block, for as long as their documentation says; they are meant for threads that may. Different launches may be
 * worked on at once, one launch by one thread at a time.
 */
public final class ProcessRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRunner.class);

    /** How long the shim may take to start the component. */
    private static final long START_MS = 15_000;

    private final Machine machine;
    private final BiConsumer<LaunchId, LaunchStatus> ended;
    private final Launches launches;
    private final Shim shim;
    private final Cgroups cgroups;
    private final Tools tools = Tools.find();
    private final LaunchWatch watch;

    /**
     * @param stateDirectory of the agent; launches are recorded below it
     * @param blocking threads that may block
     * @param ended told once of each launch that has ended, {@code Exited} or {@code Gone}, when nothing of it is left; on one of
     *     {@code blocking}
     * @throws IOException when the state directory cannot be written
     */
    public ProcessRunner(
            Path stateDirectory,
            OutputLimit limit,
            Clock clock,
            Executor blocking,
            BiConsumer<LaunchId, LaunchStatus> ended)
            throws IOException {
        Path directory = stateDirectory.toAbsolutePath().resolve("launches");
        Files.createDirectories(directory);
        String stateHash = Marker.stateHash(stateDirectory.toRealPath());
        this.machine = Machine.of(clock);
        this.ended = ended;
        this.launches = new Launches(directory, stateHash, machine);
        this.shim = Shim.installed(directory);
        this.cgroups = Cgroups.find(Path.of("/proc"), "muster-" + stateHash);
        this.watch =
                new LaunchWatch(machine, limit, (launch, status) -> blocking.execute(() -> finish(launch, status)));
    }

    /**
     * Starts a component, when its folder holds no other cluster's data. Returns when its process is there, within a second or so,
     * or with the reason why not.
     *
     * @param stamp whose data the folder holds from now on, if it has no stamp yet
     */
    public LaunchResult launch(LaunchId id, LaunchPlan plan, DataStamp stamp) {
        LaunchDirectory launch = launches.of(id);
        if (launch.exists()) {
            return new LaunchResult.Failed(Failure.of(
                    "LAUNCH_REPEATED", "launch " + id + " was made before", "every launch has an id of its own"));
        }
        try {
            Optional<Failure> obstacle = obstacle(plan);
            if (obstacle.isPresent()) {
                return new LaunchResult.Failed(obstacle.get());
            }
            StampFile stamped = new StampFile(Path.of(plan.instance()));
            Optional<Failure> foreign = stamp.objectionTo(stamped.path(), stamped.read());
            if (foreign.isPresent()) {
                return new LaunchResult.Failed(foreign.get());
            }
            Instance instance = new Instance(plan);
            Optional<Failure> unprepared = instance.prepare();
            if (unprepared.isPresent()) {
                return new LaunchResult.Failed(unprepared.get());
            }
            stamped.writeIfMissing(stamp);
            new OutputFile(instance.output()).setAside(watch.limit());
            launch.create(plan, instance.output(), cgroups.create(id.toString()));
            return start(launch, plan);
        } catch (IOException e) {
            LOG.warn("launch {} of {} failed", id, plan.role(), e);
            return new LaunchResult.Failed(Failure.of(
                    "LAUNCH_FAILED",
                    plan.role() + " cannot be started: " + e,
                    "check space and rights of " + plan.instance()));
        }
    }

    /**
     * Finds out what became of a launch of an earlier agent, or of this one, and watches it when it runs. A launch that has not
     * come to run yet never will. Takes up to two seconds when the component is just ending.
     */
    public LaunchStatus adopt(LaunchId id) {
        LaunchDirectory launch = launches.of(id);
        try {
            if (launches.settledRecord(launch).isEmpty()) {
                LOG.info("launch {} never came to run", id);
            }
        } catch (IOException e) {
            LOG.warn("launch {}: cannot take its start away from the shim: {}", id, e.toString());
        }
        Optional<LaunchRecord> record = launches.currentRecord(launch);
        if (record.isPresent()) {
            ProcessIdentity component = record.get().component();
            machine.await(LaunchWatch.RECORD_MS, () -> isSettled(launch, record.get()));
            if (machine.table().isAlive(component)) {
                watch.add(launch, record.get());
                return new Alive(component);
            }
            LOG.info("launch {}: stale pid {}", id, component.pid());
        }
        launches.endTree(launch);
        return Launches.end(launch);
    }

    /**
     * Ends a component and everything that it started: first politely, then, after the grace, completely. Takes the grace and a
     * few seconds at most.
     */
    public StopResult stop(LaunchId id, StopPolicy policy) {
        LaunchDirectory launch = launches.of(id);
        boolean forced = false;
        Optional<LaunchRecord> record = launches.currentRecord(launch);
        if (record.isPresent()) {
            ProcessIdentity component = record.get().component();
            if (machine.signals().send(policy.signal(), component)) {
                // A stopped process gets no other signal before it goes on.
                machine.signals().send("CONT", component);
            }
            forced = !machine.await(policy.graceMs(), () -> !machine.table().isAlive(component));
        }
        List<ProcessStat> left = launches.endTree(launch);
        if (left.isEmpty()) {
            return new StopResult.Stopped(forced);
        }
        return new StopResult.Failed(new Failure(
                "STOP_FAILED",
                "launch " + id + ": " + left.size() + " processes are left after KILL",
                "a process in state D waits for a disk or a network file system: look there",
                left.stream().map(Launches::describe).toList()));
    }

    /** The process of a launch; empty when it does not run. */
    public OptionalLong pid(LaunchId id) {
        return launches.currentRecord(launches.of(id))
                .map(LaunchRecord::component)
                .filter(component -> machine.table().isAlive(component))
                .map(component -> OptionalLong.of(component.pid()))
                .orElse(OptionalLong.empty());
    }

    /** Sends a signal to the process of a launch; whether it was sent. */
    public boolean signal(LaunchId id, String signal) {
        return launches.currentRecord(launches.of(id))
                .map(record -> machine.signals().send(signal, record.component()))
                .orElse(false);
    }

    /**
     * Ends every process that an agent of this state directory started and that belongs to none of {@code known}, and forgets the
     * launches that are not known any more. So that after any crash each component runs once at most.
     *
     * @return what was found and ended, for the log
     */
    public List<String> sweep(Set<LaunchId> known) {
        Set<LaunchId> kept = new TreeSet<>(known);
        kept.addAll(watch.launches());
        return launches.sweep(kept);
    }

    /**
     * Every launch of this state directory that runs, by its own records: for an agent whose journal is lost, which must not take
     * nothing known for nothing running. What has not come to run yet never will. Takes two seconds at most.
     *
     * @throws IOException when the records cannot be listed
     */
    public List<Survivor> survivors() throws IOException {
        return launches.survivors();
    }

    /** How often the kernel killed in the launch for want of memory; empty where the machine does not count that. */
    public OptionalLong outOfMemoryKills(LaunchId id) {
        return launches.of(id).outOfMemoryKills();
    }

    /** The log probe of a launch has passed: for the next agent, which may not find the line any more. */
    public void noteSaid(LaunchId id, String probe) {
        launches.of(id).noteSaid(probe);
    }

    /** Names of the log probes that have passed, under this agent or an earlier one. */
    public Set<String> said(LaunchId id) {
        return launches.of(id).said();
    }

    /** The output of the launch; empty when nothing is known of the launch. */
    public Optional<OutputFile> output(LaunchId id) {
        return launches.of(id).output().map(OutputFile::new);
    }

    /** Ends the watching; what runs, runs on. */
    @Override
    public void close() {
        watch.close();
        cgroups.release();
    }

    private LaunchResult start(LaunchDirectory launch, LaunchPlan plan) throws IOException {
        Process process = shim.command(launch, plan, launches.marker(launch.id()), tools, watch.limit())
                .start();
        machine.await(START_MS, () -> launch.record().isPresent() || !process.isAlive());
        Optional<LaunchRecord> record = launches.settledRecord(launch);
        if (record.isPresent()) {
            watch.add(launch, record.get());
            return new LaunchResult.Running(record.get().component());
        }
        launches.endTree(launch);
        return new LaunchResult.Failed(new Failure(
                "LAUNCH_FAILED",
                plan.role() + " was not started: the shim did not come so far",
                "",
                new OutputFile(launch.shimLog()).tail(CauseOfExit.DETAIL_LINES, OutputFile.READ_BYTES_MAX)));
    }

    /** The component runs, or it has ended and that is recorded, or never will be. */
    private boolean isSettled(LaunchDirectory launch, LaunchRecord record) {
        return machine.table().isAlive(record.component())
                || !(LaunchWatch.status(machine.table(), launch, record) instanceof Alive);
    }

    private void finish(LaunchDirectory launch, LaunchStatus status) {
        List<ProcessStat> left = launches.endTree(launch);
        if (!left.isEmpty()) {
            LOG.error("launch {} has ended, but cannot be cleared away: {}", launch.id(), left);
        }
        ended.accept(launch.id(), status);
    }

    /** What makes a start hopeless from the outset. */
    private Optional<Failure> obstacle(LaunchPlan plan) {
        String command = plan.argv().isEmpty() ? "" : plan.argv().get(0);
        if (!command.startsWith("/")
                || command.contains("=")
                || !plan.instance().startsWith("/")) {
            // env(1) would take a command with an equals sign for a variable.
            return Optional.of(Failure.of(
                    "PLAN_INVALID",
                    plan.role() + ": command and instance must be absolute paths, the command without '=': " + command,
                    "correct the component's definition"));
        }
        if (!Files.isRegularFile(Path.of(command))) {
            return Optional.of(Failure.of(
                    "COMMAND_NOT_FOUND", plan.role() + ": there is no " + command, "install it, or correct its path"));
        }
        Optional<RunAs> user = UserChange.other(plan.runAs());
        if (user.isPresent() && OwnUser.uid() != 0) {
            return Optional.of(Failure.of(
                    "RUN_AS_NEEDS_ROOT",
                    plan.role() + " is to run as user " + user.get().uid() + ", and the agent runs as " + OwnUser.uid(),
                    "start the agent as root, or let the component run as the agent's user"));
        }
        return tools.missing(user.isPresent())
                .map(tool -> Failure.of("TOOL_MISSING", "there is no " + tool, "install the package util-linux"));
    }
}
