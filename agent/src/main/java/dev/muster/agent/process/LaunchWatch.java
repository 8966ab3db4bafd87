package dev.muster.agent.process;

import dev.muster.agent.process.LaunchStatus.Alive;
import dev.muster.agent.process.LaunchStatus.Exited;
import dev.muster.agent.process.LaunchStatus.Gone;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.LaunchId;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at all launches every {@value #INTERVAL_MS} ms: whether they have ended, and whether their output
 * has grown too long. Looking works for adopted processes as well as for own children, where waiting would not.
 */
final class LaunchWatch implements AutoCloseable {

    static final long INTERVAL_MS = 100;

    /** How long a shim may take to record the end of its component. */
    static final long RECORD_MS = 2_000;

    /** 128 and the number of KILL. */
    private static final int KILLED = 137;

    private static final Logger LOG = LoggerFactory.getLogger(LaunchWatch.class);

    private final Machine machine;
    private final OutputLimit limit;
    private final BiConsumer<LaunchDirectory, LaunchStatus> ended;
    private final Map<LaunchId, Watched> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("launch-watch"));

    /** Kills are the machine's when the component was last seen alive. */
    private record Watched(LaunchDirectory launch, LaunchRecord record, long endingSinceMs, long outOfMemoryKills) {}

    /** {@code ended} is told once of each launch, on the watch's thread. */
    LaunchWatch(Machine machine, OutputLimit limit, BiConsumer<LaunchDirectory, LaunchStatus> ended) {
        this.machine = machine;
        this.limit = limit;
        this.ended = ended;
        timer.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    void add(LaunchDirectory launch, LaunchRecord record) {
        watched.put(
                launch.id(),
                new Watched(launch, record, Long.MAX_VALUE, machine.table().outOfMemoryKills()));
    }

    Set<LaunchId> launches() {
        return new TreeSet<>(watched.keySet());
    }

    OutputLimit limit() {
        return limit;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void look() {
        long kills = watched.isEmpty() ? 0 : machine.table().outOfMemoryKills();
        for (Watched launch : watched.values()) {
            try {
                look(launch, kills);
                cap(launch);
            } catch (RuntimeException e) {
                // One launch must not cost the others their watch; the next look tries again.
                LOG.error("cannot look at launch {}", launch.launch.id(), e);
            }
        }
    }

    private void look(Watched launch, long kills) {
        long nowMs = machine.clock().nowMs();
        LaunchStatus status = status(machine.table(), launch.launch, launch.record);
        if (status instanceof Alive) {
            boolean alive = machine.table().isAlive(launch.record.component());
            long sinceMs = alive ? Long.MAX_VALUE : Math.min(nowMs, launch.endingSinceMs);
            if (alive || nowMs - sinceMs < RECORD_MS) {
                long before = alive ? kills : launch.outOfMemoryKills;
                watched.replace(launch.launch.id(), launch, new Watched(launch.launch, launch.record, sinceMs, before));
                return;
            }
            LOG.warn(
                    "launch {}: the shim does not record the end of pid {}",
                    launch.launch.id(),
                    launch.record.component());
            status = new Gone();
        }
        if (watched.remove(launch.launch.id()) != null) {
            noteOutOfMemory(launch, status);
            ended.accept(launch.launch, status);
        }
    }

    /** KILL, and the kernel has killed for want of memory since the component was last seen alive, a tenth of a second ago. */
    private void noteOutOfMemory(Watched launch, LaunchStatus status) {
        long kills = machine.table().outOfMemoryKills() - launch.outOfMemoryKills;
        if (status instanceof Exited exited && exited.code() == KILLED && kills > 0) {
            launch.launch.noteOutOfMemory(kills);
        }
    }

    private void cap(Watched launch) {
        launch.launch
                .output()
                .map(OutputFile::new)
                .filter(output -> output.isOver(limit))
                .ifPresent(output -> {
                    try {
                        output.cap(limit);
                    } catch (IOException e) {
                        LOG.warn(
                                "launch {}: output was cut without keeping the last of it: {}",
                                launch.launch.id(),
                                e.toString());
                    }
                });
    }

    /** What the records and the process table say. Alive, too, while the shim has yet to record the component's end. */
    static LaunchStatus status(ProcessTable table, LaunchDirectory launch, LaunchRecord record) {
        OptionalInt code = launch.exitCode();
        if (code.isPresent()) {
            return new Exited(code.getAsInt());
        }
        if (table.isAlive(record.component()) || table.isAlive(record.shim())) {
            return new Alive(record.component());
        }
        // The shim may have recorded it and ended between the two looks.
        return Launches.end(launch);
    }
}
