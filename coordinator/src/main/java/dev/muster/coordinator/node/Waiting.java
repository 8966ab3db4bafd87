package dev.muster.coordinator.node;

import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.board.WaitingBoard;
import dev.muster.coordinator.core.AwayHost;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the waiting board up to date, once a second, on the thread that decides: so that nobody is called missing who has just come. */
final class Waiting implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final long EVERY_MS = 1_000;
    private static final long FIRST_MS = 100;

    private final WaitingBoard board;
    private final Consumer<ClusterEvent> told;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-waiting"));

    /** @param told takes what is to be told, on the thread that decides */
    Waiting(WaitingBoard board, Consumer<ClusterEvent> told) {
        this.board = board;
        this.told = told;
    }

    /**
     * Begins.
     *
     * @param decider carries tasks out on the thread that decides; drops them when that has ended or is overloaded
     * @param away who is away; asked on that thread
     */
    void begin(Consumer<Runnable> decider, Supplier<List<AwayHost>> away) {
        timer.scheduleWithFixedDelay(
                () -> decider.accept(() -> judge(away)), FIRST_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** A fault here costs the operator an explanation, and must not cost the cluster its coordinator. */
    private void judge(Supplier<List<AwayHost>> away) {
        try {
            board.judge(away.get()).forEach(told);
        } catch (RuntimeException e) {
            LOG.error("why hosts are missing cannot be said", e);
        }
    }

    WaitingBoard board() {
        return board;
    }

    /** The core has said that it still waits: with it goes for whom, and why. */
    void told(ClusterEvent event) {
        if (event.type() == ClusterEvent.Type.STILL_WAITING) {
            board.remind().forEach(told);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        board.close();
    }
}
