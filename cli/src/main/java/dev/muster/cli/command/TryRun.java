package dev.muster.cli.command;

import dev.muster.agent.process.OutputLimit;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One trial: starts the hosts, watches them, and ends them.
 *
 * <ol>
 *   <li>Every host's standard input is a pipe from this process. However this process ends, the pipe ends with it, and the host
 *       stops its components and itself.
 *   <li>An ordered end goes through the coordinator, in dependency order; what does not end in time is told by its pipe, then killed.
 *   <li>This process returns only when every host's process has ended, and every component that one of them left behind.
 * </ol>
 */
final class TryRun {

    private static final long LOOK_MS = 500;
    private static final long ORDERED_STOP_MS = 240_000;
    private static final long PIPE_STOP_MS = 60_000;
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final TryPlan plan;
    private final Surroundings surroundings;
    private final PrintWriter err;
    private final List<TryHost> hosts = new ArrayList<>();
    private final RunRecords records;
    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();

    private @Nullable CoordinatorClient coordinator;
    private boolean started;
    private @Nullable ExitCode ending;
    private long deadlineNs;
    private boolean pipesClosed;

    TryRun(TryPlan plan, Surroundings surroundings, PrintWriter err) {
        this.plan = plan;
        this.surroundings = surroundings;
        this.err = err;
        this.records = new RunRecords(surroundings);
    }

    /** What the trial waits for. */
    private sealed interface Happening {}

    private record Ended(TryHost host, int exit) implements Happening {}

    private record Asked(Interrupts.Kind kind) implements Happening {}

    /** Runs until no host is left. */
    ExitCode run() throws IOException {
        try (Interrupts interrupts = Interrupts.listen(kind -> happenings.add(new Asked(kind)))) {
            try {
                startHosts();
                watch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                killRest();
                sweep();
            }
        }
        Duration timeout = plan.waitTimeout();
        if (ending == ExitCode.TIMED_OUT && timeout != null) {
            err.println("error: the cluster has not started within " + timeout.toSeconds() + " s");
        }
        err.flush();
        return ending == null ? ExitCode.OK : ending;
    }

    private void startHosts() throws IOException {
        for (HostName host : plan.mapping().hosts().values()) {
            Files.createDirectories(plan.place().hostDirectory(host));
            boolean draws = host.equals(plan.master());
            ProcessBuilder builder = new ProcessBuilder(plan.command(host, surroundings));
            builder.environment().putAll(surroundings.environment());
            if (draws) {
                builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
            } else {
                File log = plan.place().log(host).toFile();
                builder.redirectErrorStream(true).redirectOutput(log);
            }
            TryHost started = new TryHost(host, builder.start(), draws);
            hosts.add(started);
            started.process().onExit().thenAccept(p -> happenings.add(new Ended(started, p.exitValue())));
        }
    }

    private void watch() throws IOException, InterruptedException {
        Duration timeout = plan.waitTimeout();
        long giveUpNs = timeout == null ? Long.MAX_VALUE : System.nanoTime() + timeout.toNanos();
        while (hosts.stream().anyMatch(TryHost::isAlive)) {
            Happening happening = happenings.poll(LOOK_MS, TimeUnit.MILLISECONDS);
            if (happening instanceof Asked asked) {
                if (ending != null) {
                    return; // The second time: run() kills what is left.
                }
                end(asked.kind().exit());
            } else if (happening instanceof Ended ended) {
                judge(ended);
            } else if (ending != null) {
                hurry();
            } else if (!started) {
                look();
                if (!started && ending == null && System.nanoTime() - giveUpNs >= 0) {
                    end(ExitCode.TIMED_OUT);
                }
            }
        }
    }

    /** A host that ended well was stopped by an operator; one that did not ends the trial. */
    private void judge(Ended ended) throws IOException {
        if (ended.exit() == 0 || ending != null) {
            return;
        }
        err.println("error: the process of " + ended.host().name() + " ended with exit code " + ended.exit());
        if (!ended.host().draws()) {
            Detached.lastLines(plan.place().log(ended.host().name())).stream()
                    .forEach(line -> err.println("   " + line));
        }
        err.flush();
        end(ExitCode.of(ended.exit()));
    }

    private void look() throws IOException {
        CoordinatorClient reached = reach();
        if (reached == null) {
            return;
        }
        try {
            ClusterView view = StatusJson.read(reached.cluster());
            if (view.phase().isStarted()) {
                started = true;
                if (plan.exitWhenStarted()) {
                    end(ExitCode.OK);
                }
            } else if (hasGivenUp(view)) {
                end(ExitCode.FAILED);
            }
        } catch (CommandFailure notYet) {
            // The coordinator is not up yet, or is gone: then its process has ended too, which is seen elsewhere.
        }
    }

    /** Ends what still runs, without asking. Who was killed while it drew could not give the cursor back. */
    private void killRest() {
        boolean drawing = hosts.stream().anyMatch(host -> host.draws() && host.isAlive());
        hosts.forEach(TryHost::kill);
        if (drawing && surroundings.terminal().redrawable()) {
            err.print(SHOW_CURSOR);
        }
    }

    /** A host that was killed leaves its components running, as it should on a machine of its own; here they end with the trial. */
    private void sweep() throws IOException {
        for (TryHost host : hosts) {
            Path directory = plan.place().hostDirectory(host.name());
            if (!Files.isDirectory(directory.resolve("launches"))) {
                continue;
            }
            try (ProcessRunner runner = new ProcessRunner(
                    directory, OutputLimit.DEFAULT, Clock.system(), Runnable::run, (launch, status) -> {})) {
                for (String ended : runner.sweep(Set.of())) {
                    err.println("warn: ended what was left of " + host.name() + ": " + ended);
                }
            }
        }
    }

    private static boolean hasGivenUp(ClusterView view) {
        return view.hosts().stream()
                .flatMap(host -> host.components().stream())
                .anyMatch(component -> component.observation().gaveUp());
    }

    /** The coordinator, once its process has said where it listens. */
    private @Nullable CoordinatorClient reach() throws IOException {
        if (coordinator == null) {
            Set<Long> pids = hosts.stream()
                    .filter(TryHost::draws)
                    .map(host -> host.process().pid())
                    .collect(Collectors.toSet());
            coordinator = records.alive().stream()
                    .filter(run -> pids.contains(run.pid()))
                    .findFirst()
                    .flatMap(TryRun::client)
                    .orElse(null);
        }
        return coordinator;
    }

    private static Optional<CoordinatorClient> client(RunRecord run) {
        try {
            List<RunRecord> runs = List.of(run);
            return Optional.of(new CoordinatorClient(run.apis(), Credentials.ofRuns(runs), Authorities.ofRuns(runs)));
        } catch (CommandFailure unusable) {
            return Optional.empty();
        }
    }

    private void end(ExitCode exit) throws IOException {
        ending = exit;
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ORDERED_STOP_MS);
        CoordinatorClient reached = reach();
        if (reached == null) {
            closePipes();
            return;
        }
        try {
            reached.stopCluster("");
        } catch (CommandFailure unreachable) {
            closePipes();
        }
    }

    private void hurry() throws InterruptedException {
        boolean coordinatorGone = hosts.stream().anyMatch(host -> host.draws() && !host.isAlive());
        if (!pipesClosed && (coordinatorGone || System.nanoTime() - deadlineNs >= 0)) {
            closePipes();
        } else if (pipesClosed && System.nanoTime() - deadlineNs >= 0) {
            hosts.forEach(TryHost::kill);
        }
    }

    private void closePipes() {
        pipesClosed = true;
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PIPE_STOP_MS);
        hosts.forEach(TryHost::closePipe);
    }
}
