package dev.muster.coordinator.balancer;

import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The balancer that cluster.json describes. At most {@value #AT_ONCE} programs and questions are under way; who waits for connections
 * to end holds none of these places between two looks.
 */
public final class HookBalancer implements LoadBalancer {

    /** Programs and questions at one time. */
    public static final int AT_ONCE = 8;

    /** Tasks that may wait for a place: every host of the largest cluster. */
    static final int WAITING_MAX = 10_000;

    /** For programs to be killed when this is closed. */
    private static final long CLOSE_MS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(HookBalancer.class);

    private final Supplier<Definition> definition;
    private final HookRunner runner;
    private final Clock clock;
    private ScheduledThreadPoolExecutor threads = pool(); // guarded by this: another one after each leadership
    private boolean closed; // guarded by this

    /**
     * Has no thread before the first task.
     *
     * @param definition asked at each task's beginning
     * @param folder for outputs of programs; made when it is needed
     */
    public HookBalancer(Supplier<Definition> definition, Path folder, Clock clock) {
        this.definition = definition;
        this.runner = new HookRunner(folder, clock);
        this.clock = clock;
    }

    private static ScheduledThreadPoolExecutor pool() {
        ScheduledThreadPoolExecutor pool =
                new ScheduledThreadPoolExecutor(AT_ONCE, DaemonThreads.named("muster-balancer"));
        // Whoever begins something while this is closed is not told how it ended, and need not be told that.
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return pool;
    }

    private synchronized ScheduledThreadPoolExecutor threads() {
        return threads;
    }

    @Override
    public void begin(Task task, Consumer<Outcome> ended) {
        long nowMs = clock.nowMs();
        Resolution.Result result = Resolution.of(task, definition.get());
        if (result instanceof Resolution.Result.Refused refused) {
            end(new Outcome(task, refused.failure(), List.of(), List.of(), null, 0), ended);
            return;
        }
        Deed deed = ((Resolution.Result.Resolved) result).deed();
        ScheduledThreadPoolExecutor pool = threads();
        if (task.dryRun() || deed instanceof Deed.Nothing) {
            end(new Outcome(task, null, deed.words(), List.of(), null, 0), ended);
        } else if (pool.getQueue().size() >= WAITING_MAX) {
            String message = task + ": " + WAITING_MAX + " tasks of the balancer wait already";
            Failure failure = Failure.of("BALANCER_BUSY", message, "it is begun again when some have ended");
            end(new Outcome(task, failure, List.of(), List.of(), null, 0), ended);
        } else {
            pool.execute(new Run(pool, task, deed, nowMs, ended));
        }
    }

    private static void end(Outcome outcome, Consumer<Outcome> ended) {
        Failure failure = outcome.failure();
        if (failure == null) {
            LOG.info(
                    "{}: {}{}: {} ({} ms){}",
                    outcome.task().behalf(),
                    outcome.task().dryRun() ? "would " : "",
                    outcome.task(),
                    String.join("; ", outcome.deeds()),
                    outcome.tookMs(),
                    outcome.said().isEmpty()
                            ? ""
                            : ": " + outcome.said().get(outcome.said().size() - 1));
        } else {
            LOG.warn("{}: {}: {}", outcome.task().behalf(), outcome.task(), failure);
        }
        ended.accept(outcome);
    }

    @Override
    public synchronized void abandon() {
        if (!closed) {
            threads.shutdownNow();
            threads = pool();
        }
    }

    @Override
    public void close() {
        ScheduledThreadPoolExecutor last;
        synchronized (this) {
            closed = true;
            last = threads;
        }
        last.shutdownNow();
        try {
            if (!last.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("hooks of the balancer did not end in {} ms", CLOSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One task, from its beginning to its end. */
    private final class Run implements Runnable {

        private final ScheduledThreadPoolExecutor pool;
        private final Task task;
        private final Deed deed;
        private final long beginMs;
        private final Consumer<Outcome> ended;
        private final Doing doing;

        Run(ScheduledThreadPoolExecutor pool, Task task, Deed deed, long beginMs, Consumer<Outcome> ended) {
            this.pool = pool;
            this.task = task;
            this.deed = deed;
            this.beginMs = beginMs;
            this.ended = ended;
            this.doing = new Doing(runner, clock);
        }

        @Override
        public void run() {
            Doing.Result result;
            try {
                result = doing.go(deed, clock.nowMs() - beginMs);
            } catch (RuntimeException e) {
                LOG.error("{}: {} broke off", task.behalf(), task, e);
                result = new Doing.Result.Over(
                        Failure.of("BALANCER_FAILED", task + " broke off: " + e, "the log has more"), List.of(), null);
            }
            if (pool.isShutdown()) {
                return;
            }
            if (result instanceof Doing.Result.Again again) {
                pool.schedule(this, again.afterMs(), TimeUnit.MILLISECONDS);
            } else if (result instanceof Doing.Result.Over over) {
                finish(over.failure(), over.said(), over.exitCode());
            }
        }

        private void finish(@Nullable Failure failure, List<String> said, @Nullable Integer exitCode) {
            end(new Outcome(task, failure, deed.words(), said, exitCode, clock.nowMs() - beginMs), ended);
        }
    }
}
