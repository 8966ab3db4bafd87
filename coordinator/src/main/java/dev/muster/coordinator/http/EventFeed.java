package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.http.EventLog.LoggedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the coordinator's events to whoever listens over HTTP. One thread owns the log and all listeners.
 *
 * <p>Each listener has a place in the log and no queue: it is given a batch, and the next only when that one was taken. A slow
 * one falls behind, loses what the log keeps no longer and is told how much that was; it costs nobody anything.
 */
public final class EventFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    static final int STREAMS_MAX = 256;
    private static final int BATCH_MAX = 100;
    private static final long ALIVE_EVERY_MS = 15_000;

    private final Clock clock;
    private final EventLog log;
    private final Set<Stream> streams = new LinkedHashSet<>();
    private final List<Poll> polls = new ArrayList<>();
    private final ScheduledExecutorService thread;
    private final AtomicLongArray counts = new AtomicLongArray(ClusterEvent.Type.values().length);
    private volatile int listeners;
    private boolean closed;

    public EventFeed(Clock clock) {
        this(clock, EventLog.KEPT_MAX);
    }

    EventFeed(Clock clock, int keptMax) {
        this.clock = clock;
        this.log = new EventLog(clock.wallMs(), keptMax);
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-events"));
        thread.scheduleWithFixedDelay(this::sayAlive, ALIVE_EVERY_MS, ALIVE_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Takes an event, from any thread; does not block. */
    public void publish(ClusterEvent event) {
        long atWallMs = clock.wallMs();
        counts.incrementAndGet(event.type().ordinal());
        submit(() -> {
            log.append(atWallMs, event);
            List.copyOf(streams).forEach(Stream::pump);
            List<Poll> waiting = List.copyOf(polls);
            polls.clear();
            count();
            waiting.forEach(poll -> poll.answer(BATCH_MAX));
        });
    }

    /** How many events there were, by type in lower case. */
    Map<String, Long> counts() {
        Map<String, Long> byType = new LinkedHashMap<>();
        for (ClusterEvent.Type type : ClusterEvent.Type.values()) {
            byType.put(type.name().toLowerCase(Locale.ROOT), counts.get(type.ordinal()));
        }
        return byType;
    }

    /** How many follow the events or wait for one. */
    int listeners() {
        return listeners;
    }

    private void count() {
        listeners = streams.size() + polls.size();
    }

    /**
     * Streams the events after {@code id} to {@code writer}, whose headers are sent already, until either end closes it.
     *
     * @param id the last event that the listener knows; empty for all that are kept
     * @param allowed asked before anything is written; once it says no, the stream ends
     * @return false when there are too many listeners
     */
    CompletableFuture<Boolean> stream(String id, HttpResponseWriter writer, BooleanSupplier allowed) {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        submit(() -> {
            if (closed || streams.size() >= STREAMS_MAX) {
                taken.complete(false);
                return;
            }
            taken.complete(true);
            Stream stream = new Stream(writer, log.number(id), allowed);
            streams.add(stream);
            count();
            writer.whenComplete().whenComplete((done, failed) -> submit(() -> remove(stream)));
            stream.pump();
        });
        return taken;
    }

    /**
     * The events after {@code id}, as they are now; when there are none, those that come within {@code waitMs}, or none.
     *
     * @param max at most this many
     */
    CompletableFuture<Page> page(String id, int max, long waitMs) {
        CompletableFuture<Page> page = new CompletableFuture<>();
        submit(() -> {
            Poll poll = new Poll(log.number(id), page);
            if (closed || waitMs <= 0 || log.last() > poll.after || polls.size() >= STREAMS_MAX) {
                poll.answer(max);
                return;
            }
            polls.add(poll);
            count();
            thread.schedule(
                    () -> {
                        if (polls.remove(poll)) {
                            count();
                            poll.answer(max);
                        }
                    },
                    waitMs,
                    TimeUnit.MILLISECONDS);
        });
        return page;
    }

    /**
     * Some events.
     *
     * @param lastId to go on from
     * @param lost how many before them are kept no longer
     * @param lines one JSON document each
     */
    record Page(String lastId, long lost, List<String> lines) {}

    /** Ends all streams, and answers all who wait. */
    @Override
    public void close() {
        submit(() -> {
            closed = true;
            List.copyOf(streams).forEach(stream -> stream.writer.close());
            List.copyOf(polls).forEach(poll -> poll.answer(BATCH_MAX));
            polls.clear();
        });
        thread.shutdown();
    }

    private void remove(Stream stream) {
        streams.remove(stream);
        count();
    }

    private void sayAlive() {
        List.copyOf(streams).forEach(stream -> stream.write(List.of(HttpData.ofUtf8(": alive\n\n"))));
    }

    private void submit(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already", e);
        }
    }

    private String json(LoggedEvent logged) {
        return Json.text(EventDocument.of(log.id(logged.number()), logged.atWallMs(), logged.event()));
    }

    /** Somebody who asked once. */
    private final class Poll {
        private final long after;
        private final CompletableFuture<Page> page;

        Poll(long after, CompletableFuture<Page> page) {
            this.after = after;
            this.page = page;
        }

        void answer(int max) {
            List<LoggedEvent> events = log.after(after, max);
            long last = events.isEmpty() ? after : events.get(events.size() - 1).number();
            page.complete(new Page(
                    log.id(last),
                    log.lostAfter(after),
                    events.stream().map(EventFeed.this::json).toList()));
        }
    }

    /** Somebody who goes on listening. */
    private final class Stream {
        private final HttpResponseWriter writer;
        private final BooleanSupplier allowed;
        private long after;
        private boolean busy;

        Stream(HttpResponseWriter writer, long after, BooleanSupplier allowed) {
            this.writer = writer;
            this.after = after;
            this.allowed = allowed;
        }

        void pump() {
            if (busy) {
                return;
            }
            List<HttpObject> frames = new ArrayList<>();
            long lost = log.lostAfter(after);
            if (lost > 0) {
                frames.add(HttpData.ofUtf8("event: lost\ndata: {\"count\":" + lost + "}\n\n"));
                after += lost;
            }
            Function<LoggedEvent, HttpObject> frame = e -> HttpData.ofUtf8(
                    "id: " + log.id(e.number()) + "\nevent: " + e.event().type() + "\ndata: " + json(e) + "\n\n");
            for (LoggedEvent event : log.after(after, BATCH_MAX)) {
                frames.add(frame.apply(event));
                after = event.number();
            }
            if (!frames.isEmpty()) {
                write(frames);
            }
        }

        private void write(List<? extends HttpObject> frames) {
            if (busy) {
                return; // it has not even taken the last batch
            }
            if (!allowed.getAsBoolean()) {
                remove(this);
                writer.close();
                return;
            }
            for (HttpObject frame : frames) {
                if (!writer.tryWrite(frame)) {
                    remove(this);
                    return;
                }
            }
            busy = true;
            writer.whenConsumed()
                    .thenRun(() -> submit(() -> {
                        busy = false;
                        pump();
                    }));
        }
    }
}
