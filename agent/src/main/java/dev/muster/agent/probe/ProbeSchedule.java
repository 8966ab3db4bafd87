package dev.muster.agent.probe;

import dev.muster.agent.process.OutputFile;
import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the probes of all launches, each at its interval after its last answer, so that a slow one never overlaps itself. One
 * thread keeps the answers; the asking is done by others.
 */
public final class ProbeSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProbeSchedule.class);

    private final Clock clock;
    private final Executor blocking;
    private final BiConsumer<LaunchId, List<Evidence>> changed;
    private final Map<LaunchId, Series> launches = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("probe-schedule"));

    /** How often evidence is told although nothing is new: whoever shows it must know that it is still being asked for. */
    static final long REFRESH_MS = 10_000;

    /** The evidence of one launch, by probe; {@code age} of each is the time at which it was seen. */
    private record Series(LaunchPlan plan, Prober prober, Map<String, Evidence> latest, AtomicLong toldMs) {}

    /**
     * @param blocking threads that ask
     * @param changed told all evidence of a launch whenever a probe says something new, and every {@value #REFRESH_MS} ms; on the schedule's thread, must not block
     */
    public ProbeSchedule(Clock clock, Executor blocking, BiConsumer<LaunchId, List<Evidence>> changed) {
        this.clock = clock;
        this.blocking = blocking;
        this.changed = changed;
    }

    /**
     * Begins to ask. Until a probe has answered, its evidence says that it has not; where a launch is asked by another plan
     * already, that one is given up, and what its probes have said last counts until they are asked again.
     *
     * @param said names of log probes that have passed already
     */
    public void start(LaunchId launch, LaunchPlan plan, OutputFile output, Set<String> said) {
        Series before = launches.get(launch);
        if (before != null && before.plan.hash().equals(plan.hash())) {
            return;
        }
        Series series = new Series(
                plan, new Prober(plan, output, clock, said), new ConcurrentHashMap<>(), new AtomicLong(clock.nowMs()));
        for (Probe probe : plan.probes()) {
            series.latest.put(
                    probe.name(),
                    new Evidence(
                            probe.name(),
                            probe.level(),
                            false,
                            false,
                            "not asked yet",
                            new TreeMap<>(),
                            clock.nowMs()));
        }
        if (before != null) {
            before.latest.forEach((name, seen) -> series.latest.computeIfPresent(name, (n, none) -> seen));
        }
        boolean begun = before == null
                ? launches.putIfAbsent(launch, series) == null
                : launches.replace(launch, before, series);
        if (begun) {
            plan.probes().forEach(probe -> blocking.execute(() -> ask(launch, series, probe)));
        }
    }

    /** Ends the asking; an answer that is still to come is dropped. */
    public void stop(LaunchId launch) {
        launches.remove(launch);
    }

    /** The latest evidence of a launch, with its age now; none when it is not being asked. */
    public List<Evidence> evidence(LaunchId launch) {
        Series series = launches.get(launch);
        if (series == null) {
            return List.of();
        }
        long nowMs = clock.nowMs();
        List<Evidence> aged = new ArrayList<>();
        series.latest.values().stream()
                .sorted((a, b) -> a.probe().compareTo(b.probe()))
                .forEach(seen -> aged.add(seen.aged(Math.max(0, nowMs - seen.ageMs()))));
        return aged;
    }

    @Override
    public void close() {
        launches.clear();
        timer.shutdownNow();
    }

    private void ask(LaunchId launch, Series series, Probe probe) {
        if (launches.get(launch) != series) {
            return;
        }
        Evidence evidence = series.prober.probe(probe);
        onTimer(0, () -> take(launch, series, probe, evidence));
    }

    private void take(LaunchId launch, Series series, Probe probe, Evidence evidence) {
        if (launches.get(launch) != series) {
            return;
        }
        long nowMs = clock.nowMs();
        Evidence before = series.latest.put(probe.name(), evidence.aged(nowMs));
        onTimer(probe.intervalMs(), () -> again(launch, series, probe));
        if (before == null || !before.saysTheSameAs(evidence)) {
            LOG.debug(
                    "launch {}: {} {}: {}",
                    launch,
                    probe.name(),
                    evidence.passed() ? "passes" : "fails",
                    evidence.detail());
            tell(launch, series, nowMs);
        } else if (nowMs - series.toldMs.get() >= REFRESH_MS) {
            tell(launch, series, nowMs);
        }
    }

    private void tell(LaunchId launch, Series series, long nowMs) {
        series.toldMs.set(nowMs);
        changed.accept(launch, evidence(launch));
    }

    private void again(LaunchId launch, Series series, Probe probe) {
        if (launches.get(launch) == series) {
            blocking.execute(() -> ask(launch, series, probe));
        }
    }

    private void onTimer(long delayMs, Runnable task) {
        try {
            timer.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile");
        }
    }
}
