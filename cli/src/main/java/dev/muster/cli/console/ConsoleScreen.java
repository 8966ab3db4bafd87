package dev.muster.cli.console;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a start shows. Give it events and snapshots from any thread; it never blocks its caller, even when nobody reads the
 * terminal: then lines are left out, and their number is told.
 *
 * <p>Events and the snapshot after them may come in any order and at any pace; snapshots between two frames are skipped.
 */
public final class ConsoleScreen implements AutoCloseable {

    /** At most ten frames a second. */
    static final long FRAME_MS = 100;

    private static final int WAITING_MAX = 4096;
    private static final long CLOSE_MS = 2_000;

    private final Presenter presenter;
    private final Clock clock;
    private final BlockingQueue<Consumer<Presenter>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicReference<@Nullable ClusterView> nextView = new AtomicReference<>();
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread thread;
    private final Thread restoring;
    private volatile boolean closed;

    /**
     * Opens a screen and starts its thread.
     *
     * @param form which screen
     * @param terminal what it is drawn on
     * @param guidance what it tells people to do
     * @param out where it goes; its encoding is that of the terminal
     */
    public static ConsoleScreen open(
            Progress form, Terminal terminal, Guidance guidance, PrintStream out, Clock clock) {
        ConsoleScreen screen = new ConsoleScreen(presenter(form.on(terminal), terminal, guidance, out, clock), clock);
        screen.thread.start();
        Runtime.getRuntime().addShutdownHook(screen.restoring);
        return screen;
    }

    private static Presenter presenter(
            Progress form, Terminal terminal, Guidance guidance, PrintStream out, Clock clock) {
        return switch (form) {
            case AUTO, PLAIN -> new PlainPresenter(out, guidance, terminal.glyphs(), terminal.columns());
            case TTY ->
                new LivePresenter(
                        new LiveArea(out, terminal.colour(), terminal.rows()),
                        guidance,
                        terminal.glyphs(),
                        terminal.columns());
            case JSON -> new JsonPresenter(out, clock::wallMs);
        };
    }

    ConsoleScreen(Presenter presenter, Clock clock) {
        this.presenter = presenter;
        this.clock = clock;
        this.thread = new Thread(this::run, "screen");
        this.restoring = new Thread(this::end, "screen-restore");
        thread.setDaemon(true);
    }

    public void heading(Heading heading) {
        offer(presenter -> presenter.heading(heading));
    }

    public void event(ClusterEvent event) {
        offer(presenter -> presenter.event(event, clock.nowMs()));
    }

    /** Only the latest snapshot counts. */
    public void view(ClusterView view) {
        nextView.set(view);
    }

    public void host(HostEvent event) {
        offer(presenter -> presenter.host(event, clock.nowMs()));
    }

    /** Shows what is still waiting, restores the terminal, and ends the thread. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
        } catch (IllegalStateException e) {
            // The process is ending already and the hook has run or will: closing twice does no harm.
        }
    }

    private void end() {
        closed = true;
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void offer(Consumer<Presenter> task) {
        if (closed || !waiting.offer(task)) {
            leftOut.incrementAndGet();
        }
    }

    private void run() {
        try {
            long drawnMs = clock.nowMs() - FRAME_MS;
            while (!closed) {
                Consumer<Presenter> first = waiting.poll(FRAME_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    first.accept(presenter);
                }
                showWaiting();
                if (clock.nowMs() - drawnMs >= FRAME_MS) {
                    drawnMs = clock.nowMs();
                    presenter.tick(drawnMs);
                }
            }
            showWaiting();
            presenter.tick(clock.nowMs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            presenter.close();
        }
    }

    private void showWaiting() {
        Consumer<Presenter> task = waiting.poll();
        while (task != null) {
            task.accept(presenter);
            task = waiting.poll();
        }
        ClusterView view = nextView.getAndSet(null);
        if (view != null) {
            presenter.view(view, clock.nowMs());
        }
        long lost = closed ? 0 : leftOut.getAndSet(0);
        if (lost > 0) {
            presenter.event(
                    ClusterEvent.cluster(ClusterEvent.Type.STILL_WAITING, Texts.count(lost, "line") + " left out"),
                    clock.nowMs());
        }
    }
}
