package dev.muster.common.engine;

import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that feeds one core. Shells post events from any thread; commands come back on the loop's thread and must not
 * block it.
 *
 * <p>The mailbox is bounded. A full mailbox is back-pressure: {@link #post} waits, so that a socket that is read too fast is
 * read more slowly; {@link #offer} drops and counts, for what will be repeated anyway.
 */
public final class Loop<E, C, D> implements AutoCloseable {

    /** Where the durable state goes. */
    public interface Writer<D> {
        /** Stores {@code state} and then calls {@code stored}, on any thread. A refusal is the shell's to handle: it ends the loop. */
        void write(D state, Runnable stored);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final int RECORDED_EVENTS = 256;

    private final Stepper<E, C, D> stepper;
    private final Clock clock;
    private final E tick;
    private final long tickMs;
    private final Consumer<C> commands;
    private final Writer<D> writer;
    private final Consumer<Throwable> failed;
    private final BlockingQueue<Runnable> mailbox;
    private final FlightRecorder<E> recorder = new FlightRecorder<>(RECORDED_EVENTS);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private int abandoned;
    private volatile boolean closed;

    /**
     * @param name of the thread
     * @param tick given to the core every {@code tickMs}
     * @param mailboxMax events that may wait
     * @param commands carries out one command; must not block
     * @param failed told when the core or a command threw: a programmer's error, after which the loop has ended
     */
    public Loop(
            String name,
            Core<E, C, D> core,
            Clock clock,
            E tick,
            long tickMs,
            int mailboxMax,
            Consumer<C> commands,
            Writer<D> writer,
            Consumer<Throwable> failed) {
        this.stepper = new Stepper<>(core);
        this.clock = clock;
        this.tick = tick;
        this.tickMs = tickMs;
        this.commands = commands;
        this.writer = writer;
        this.failed = failed;
        this.mailbox = new ArrayBlockingQueue<>(mailboxMax);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Gives the core an event; waits while the mailbox is full. Never call it from the loop's own thread. */
    public void post(E event) {
        put(() -> accept(event));
    }

    /**
     * Gives the core an event that voids what was decided before it and is not stored yet, such as the loss of the lead:
     * held commands are dropped, and a write that is still under way counts no more.
     */
    public void abandon(E event) {
        put(() -> {
            abandoned++;
            stepper.abandon();
            accept(event);
        });
    }

    /** Gives the core an event, unless the mailbox is full. */
    public boolean offer(E event) {
        boolean taken = !closed && mailbox.offer(() -> accept(event));
        if (!taken) {
            dropped.incrementAndGet();
        }
        return taken;
    }

    /** Reads something off the core, on the loop's thread: {@code question} gets the time, and may look at the core. */
    public <R> CompletableFuture<R> ask(Function<Long, R> question) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        boolean taken = !closed
                && mailbox.offer(() -> {
                    try {
                        answer.complete(question.apply(clock.nowMs()));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        if (!taken) {
            answer.completeExceptionally(new IllegalStateException("the loop is closed or overloaded"));
        }
        return answer;
    }

    /** Events that {@link #offer} dropped. */
    public long droppedCount() {
        return dropped.get();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(Runnable task) {
        try {
            while (!closed && !mailbox.offer(task, tickMs, TimeUnit.MILLISECONDS)) {
                // full: the caller is slowed down until there is room
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long nextTickMs = clock.nowMs();
        try {
            while (!closed) {
                long waitMs = nextTickMs - clock.nowMs();
                Runnable task = waitMs > 0 ? mailbox.poll(waitMs, TimeUnit.MILLISECONDS) : mailbox.poll();
                if (task != null) {
                    task.run();
                }
                if (clock.nowMs() >= nextTickMs) {
                    accept(tick);
                    nextTickMs = clock.nowMs() + tickMs;
                }
            }
        } catch (InterruptedException e) {
            if (!closed) {
                fail(e);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void accept(E event) {
        long nowMs = clock.nowMs();
        recorder.record(nowMs, event);
        carryOut(stepper.accept(nowMs, event));
    }

    private void carryOut(Stepper.Released<C, D> released) {
        released.commands().forEach(commands);
        @Nullable D write = released.write();
        if (write != null) {
            int writtenAfter = abandoned;
            writer.write(Objects.requireNonNull(write), () -> stored(writtenAfter));
        }
    }

    private void stored(int writtenAfter) {
        if (Thread.currentThread() != thread) {
            put(() -> stored(writtenAfter));
        } else if (writtenAfter == abandoned) {
            carryOut(stepper.stored());
        }
    }

    private void fail(Throwable cause) {
        closed = true;
        LOG.error("{} failed; its last events were:\n{}", thread.getName(), String.join("\n", recorder.dump()), cause);
        failed.accept(cause);
    }
}
