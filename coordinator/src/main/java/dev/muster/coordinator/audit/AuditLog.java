package dev.muster.coordinator.audit;

import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit of one coordinator. One thread writes; what waits for it is bounded, and repeated refusals are put together before
 * they wait, so that nobody can hide a deed behind a flood of his own refusals.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {

    /** Size at which a file is put aside. */
    public static final long BYTES_MAX = 4 << 20;

    /** How many files are kept; the oldest goes when there is one more. */
    public static final int FILES_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int WAITING_MAX = 1024;
    private static final int ALIKE_MAX = 100;
    private static final long ALIKE_MS = 60_000;
    private static final long LOOK_MS = 1_000;
    private static final long CLOSE_MS = 5_000;

    private final AuditWriter writer;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Map<String, Alike> alike = new ConcurrentHashMap<>();

    /** Refusals of one kind and address, of which the first is written already. */
    private record Alike(Deed deed, long sinceMs, long more) {
        Alike again() {
            return new Alike(deed, sinceMs, more + 1);
        }
    }

    /** Opens the log in {@code directory}, or begins it. */
    public static AuditLog open(Path directory, Clock clock) throws IOException {
        return new AuditLog(new AuditWriter(directory, BYTES_MAX, FILES_MAX), clock);
    }

    AuditLog(AuditWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-audit"));
        if (!writer.trouble().isEmpty()) {
            LOG.error("the audit is not whole: {}", writer.trouble());
            done(Deed.noticed("coordinator", "audit.open", "", "NOT_WHOLE", writer.trouble()));
        }
        thread.scheduleWithFixedDelay(() -> tellRepeated(ALIKE_MS), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void done(Deed deed) {
        long wallMs = clock.wallMs();
        if (waiting.incrementAndGet() > WAITING_MAX || !submit(() -> write(wallMs, deed))) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    @Override
    public void refused(Deed deed) {
        String key = deed.result() + " " + deed.from();
        boolean room = alike.size() < ALIKE_MAX || alike.containsKey(key);
        Deed told = room ? deed : deed.ofMany();
        long nowMs = clock.nowMs();
        Alike now = alike.compute(
                room ? key : deed.result(), (k, old) -> old == null ? new Alike(told, nowMs, 0) : old.again());
        if (now.more() == 0) {
            done(told);
        }
    }

    @Override
    public CompletableFuture<List<String>> recent(long ageMs, int max) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        String since = Entry.time(Math.max(0, clock.wallMs() - ageMs));
        boolean taken = submit(() -> {
            try {
                answer.complete(writer.recent(since, max));
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!taken) {
            answer.completeExceptionally(new IllegalStateException("the audit is closed"));
        }
        return answer;
    }

    /** Writes what waits, and closes the files. */
    @Override
    public void close() {
        submit(() -> tellRepeated(0));
        submit(this::closeFiles);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the audit did not come to its end within {} ms", CLOSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean submit(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void write(long wallMs, Deed deed) {
        waiting.decrementAndGet();
        append(wallMs, deed);
    }

    private void append(long wallMs, Deed deed) {
        long missing = dropped.getAndSet(0);
        try {
            writer.append(wallMs, deed, missing);
        } catch (IOException e) {
            dropped.addAndGet(missing + 1);
            LOG.error("the audit cannot be written: {} {}: {}", deed.action(), deed.result(), e.toString());
        }
    }

    private void tellRepeated(long olderMs) {
        for (Map.Entry<String, Alike> each : alike.entrySet()) {
            if (clock.nowMs() - each.getValue().sinceMs() >= olderMs) {
                Alike over = alike.remove(each.getKey());
                if (over != null && over.more() > 0) {
                    append(clock.wallMs(), over.deed().repeated(over.more()));
                }
            }
        }
    }

    private void closeFiles() {
        try {
            writer.close();
        } catch (IOException e) {
            LOG.warn("the audit could not be closed", e);
        }
    }
}
