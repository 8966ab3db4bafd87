package dev.muster.coordinator.trust;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.coordinator.trust.TrustStore.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's trust as this coordinator knows it. One thread reads and writes; what it holds may be asked at any time.
 *
 * <ol>
 *   <li>A change is kept before anybody acts on it.
 *   <li>What another coordinator has changed is known here within {@value #LOOK_MS} ms.
 *   <li>While the store has never answered, the machine that founds the cluster decides by its own file.
 * </ol>
 */
public final class TrustBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrustBook.class);
    private static final long LOOK_MS = 500;
    private static final int TRIES_MAX = 10;

    private final TrustStore store;
    private final FoundingFile founding;
    private final TrustRequests requests;
    private final Listener listener;
    private final ScheduledExecutorService thread;
    private volatile Trust current = Trust.NOBODY;

    /** Told what happens, on the book's thread. */
    public interface Listener {
        /** This is the trust from now on. */
        void changed(Trust trust);

        /**
         * An operator's request has been dealt with.
         *
         * @param done false when it may not be carried out
         */
        void asked(TrustRequests.Request request, boolean done);
    }

    /**
     * Begins to look.
     *
     * @param requests of operators on this machine
     */
    public TrustBook(TrustStore store, FoundingFile founding, TrustRequests requests, Listener listener) {
        this.store = store;
        this.founding = founding;
        this.requests = requests;
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-trust"));
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** What is known now. */
    public Trust current() {
        return current;
    }

    /** What a change makes of the trust. */
    public record Change<T>(Optional<Trust> trust, T result) {}

    /**
     * Changes the trust; completes with the change's result when it is kept, and exceptionally when it cannot be.
     *
     * @param change may be asked several times, when others change the trust too
     */
    public <T> CompletableFuture<T> change(Function<Trust, Change<T>> change) {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                done.complete(changeNow(change));
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private <T> T changeNow(Function<Trust, Change<T>> change) throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            Optional<Kept> kept = kept();
            Trust before = kept.isPresent() ? kept.get().trust() : founded();
            Change<T> made = change.apply(before);
            if (made.trust().isEmpty()) {
                return made.result();
            }
            Trust after = made.trust().get();
            if (kept.isEmpty()) {
                founding.write(after);
            } else if (!store.write(after, kept.get().version())) {
                continue;
            }
            know(after);
            return made.result();
        }
        throw new IOException("others change it all the time");
    }

    private Trust founded() throws IOException {
        return founding.read().orElseThrow(() -> new IOException("nothing is kept yet, or the store does not answer"));
    }

    /** What the store keeps; empty while it does not answer and this machine founds the cluster. */
    private Optional<Kept> kept() throws IOException {
        Kept kept;
        try {
            kept = store.read();
        } catch (IOException e) {
            if (founding.read().isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
        if (kept.version() == Kept.ABSENT) {
            // Only the machine that founds the cluster knows what to begin with: others wait for it.
            store.write(founded(), Kept.ABSENT);
            kept = store.read();
        }
        founding.delete();
        return Optional.of(kept);
    }

    private void look() {
        try {
            Optional<Kept> kept = kept();
            know(kept.isPresent() ? kept.get().trust() : founded());
            for (Path waiting : requests.waiting()) {
                carryOut(waiting);
            }
        } catch (IOException e) {
            LOG.debug("the cluster's trust cannot be read; what is known goes on to count", e);
        } catch (RuntimeException e) {
            LOG.error("the cluster's trust cannot be used", e);
        }
    }

    private void carryOut(Path file) throws IOException {
        TrustRequests.Request request;
        try {
            request = requests.read(file);
        } catch (JsonProcessingException e) {
            LOG.warn("{} is no request, and is put aside: {}", file, e.getOriginalMessage());
            Files.move(
                    file, file.resolveSibling(file.getFileName() + ".unreadable"), StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        boolean done = changeNow(trust -> {
            Trust applied = request.applied(trust, System.currentTimeMillis());
            return applied.equals(trust)
                    ? new Change<>(Optional.empty(), false)
                    : new Change<>(Optional.of(applied), true);
        });
        Files.delete(file);
        LOG.info(
                "an operator on this machine: {} {}: {}", request.kind(), request.subject(), done ? "done" : "refused");
        listener.asked(request, done);
    }

    private void know(Trust now) throws IOException {
        if (!now.equals(current)) {
            current = now;
            requests.know(now);
            listener.changed(now);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
