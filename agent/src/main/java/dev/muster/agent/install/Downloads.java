package dev.muster.agent.install;

import dev.muster.agent.install.InstallProgress.Phase;
import dev.muster.agent.install.InstallSettings.Timing;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings all items of one home into the store's blobs, several at a time. */
final class Downloads {

    private static final Logger log = LoggerFactory.getLogger(Downloads.class);
    private static final long PROGRESS_MS = 200;

    private final Store store;
    private final Sources sources;
    private final HttpFetch http;
    private final Timing timing;
    private final Path staging;
    private final Executor executor;
    private final AtomicBoolean canceled = new AtomicBoolean();
    private final LongAdder bytes = new LongAdder();

    Downloads(Store store, Sources sources, HttpFetch http, Timing timing, Path staging, Executor executor) {
        this.store = store;
        this.sources = sources;
        this.http = http;
        this.timing = timing;
        this.staging = staging;
        this.executor = executor;
    }

    static Refusal canceled() {
        return new Refusal("INSTALL_CANCELED", "the installation was canceled", "");
    }

    /** One item is done; {@code failure} is null when it is in the store. */
    private record Done(Item item, @Nullable Failure failure) {}

    /**
     * Blocks until all are there, or one failed for good. No download is under way any more when it returns.
     *
     * @param progress is told on the calling thread, a few times a second
     */
    void run(List<Item> items, Consumer<InstallProgress> progress) throws Refusal {
        Map<String, Item> distinct = new LinkedHashMap<>();
        items.forEach(item -> distinct.putIfAbsent(item.sha512(), item));
        long total = distinct.values().stream().mapToLong(Item::sizeBytes).sum();
        BlockingQueue<Done> finished = new LinkedBlockingQueue<>();
        for (Item item : distinct.values()) {
            executor.execute(() -> finished.add(new Done(item, fetched(item))));
        }
        @Nullable Failure first = null;
        boolean interrupted = false;
        for (int done = 0; done < distinct.size(); ) {
            progress.accept(new InstallProgress(Phase.DOWNLOADING, done, distinct.size(), bytes.sum(), total));
            try {
                @Nullable Done next = finished.poll(PROGRESS_MS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    continue;
                }
                done++;
                if (next.failure() != null && first == null) {
                    first = next.failure();
                    canceled.set(true);
                }
            } catch (InterruptedException e) {
                interrupted = true;
                canceled.set(true);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw canceled();
        }
        if (first != null) {
            throw new Refusal(first);
        }
    }

    private @Nullable Failure fetched(Item item) {
        try {
            fetch(item);
            return null;
        } catch (Refusal e) {
            return e.failure();
        } catch (RuntimeException e) {
            log.error("fetching {} failed by our own fault", item.source(), e);
            return Failure.of("INSTALL_BROKEN", "fetching " + item.source() + " failed: " + e, "report this");
        }
    }

    private void fetch(Item item) throws Refusal {
        if (canceled.get()) {
            throw canceled();
        }
        if (store.hasBlob(item.sha512())) {
            bytes.add(item.sizeBytes());
            return;
        }
        List<String> tried = new ArrayList<>();
        Refusal.@Nullable OfOrigin last = null;
        for (Origin origin : sources.originsOf(item.source())) {
            try {
                fetch(item, origin);
                return;
            } catch (Refusal.OfOrigin e) {
                log.debug("{}", e.getMessage());
                tried.add(e.failure().message());
                last = e;
            }
        }
        if (last == null) {
            throw new IllegalStateException("no origin of " + item.source());
        }
        Failure failure = last.failure();
        throw new Refusal(new Failure(failure.code(), failure.message(), failure.hint(), tried));
    }

    private void fetch(Item item, Origin origin) throws Refusal {
        for (int attempt = 1; ; attempt++) {
            Path part = staging.resolve(item.sha512() + "." + origin.getClass().getSimpleName() + "." + attempt);
            try {
                attempt(item, origin, part);
                store.publishBlob(part, item.sha512());
                return;
            } catch (IOException e) {
                if (origin instanceof Origin.LocalFile || attempt >= timing.attempts()) {
                    throw unreachable(item, origin, e);
                }
                log.info("{}: {}, attempt {} of {}", origin, reason(e), attempt, timing.attempts());
            }
            pause(timing.backoffMs() << (attempt - 1));
        }
    }

    private void attempt(Item item, Origin origin, Path part) throws Refusal, IOException {
        try (BlobSink sink = new BlobSink(item, part, bytes)) {
            boolean complete = false;
            try {
                if (origin instanceof Origin.LocalFile local) {
                    LocalFetch.fetch(local, sink, canceled);
                } else if (origin instanceof Origin.Remote remote) {
                    http.fetch(remote, sink, canceled);
                }
                sink.finish(origin);
                complete = true;
            } finally {
                if (!complete) {
                    sink.discount();
                }
            }
        }
    }

    private void pause(long backoffMs) throws Refusal {
        for (long waited = 0; waited < backoffMs; waited += PROGRESS_MS) {
            if (canceled.get()) {
                throw canceled();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(Math.min(PROGRESS_MS, backoffMs - waited));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw canceled();
            }
        }
    }

    private static Refusal.OfOrigin unreachable(Item item, Origin origin, IOException e) {
        return new Refusal.OfOrigin(
                "DOWNLOAD_FAILED",
                "cannot fetch " + item.source() + " from " + origin + ": " + reason(e),
                "try from this machine: curl -I " + origin
                        + " ; behind a proxy set https_proxy, with a mirror name it in the settings");
    }

    /** The client's exceptions often have their reason in a cause, and no text themselves. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
            if (cause.getCause() == null) {
                return cause.getClass().getSimpleName();
            }
        }
        return failure.toString();
    }
}
