package dev.muster.agent.journal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.engine.Loop;
import dev.muster.common.model.Failure;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something durable of the agent's in {@code DIR/journal}: its state, or its copy of the cluster's definition. Written on a thread of its own, so that a slow disk never
 * keeps the agent's loop from anything; a write that fails leaves the old state whole and is tried again until it succeeds.
 *
 * @param <D> the durable state, written as {@link ModelJson} writes it
 */
public final class Journal<D> implements Loop.Writer<D>, AutoCloseable {

    /** What is kept. */
    public enum Kind {
        /** The agent's state. */
        STATE("journal.json"),
        /** Its copy of the cluster's definition. */
        DEFINITION("definition.json");

        private final String fileName;

        Kind(String fileName) {
            this.fileName = fileName;
        }
    }

    /** Is told how writing goes, on the journal's thread. */
    public interface Listener {
        /** A write has failed and will be tried again: the agent goes on, but starts nothing. Told on every new cause. */
        void failing(Failure failure);

        /** Writing works again. */
        void recovered();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String DIRECTORY = "journal";
    private static final long RETRY_MS = 1_000;
    private static final long CLOSE_MS = 5_000;

    private final JournalFile file;
    private final TypeReference<D> type;
    private final Clock clock;
    private final Listener listener;
    private final ObjectMapper mapper;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("journal"));

    /** Why the last try failed; empty when it did not. Belongs to the journal's thread. */
    private String failing = "";

    /**
     * @param kind which file
     * @throws IOException when {@code DIR/journal} cannot be made
     */
    public Journal(Path stateDirectory, Kind kind, TypeReference<D> type, Clock clock, Listener listener)
            throws IOException {
        Files.createDirectories(stateDirectory.resolve(DIRECTORY));
        this.file = file(stateDirectory, kind);
        this.type = type;
        this.clock = clock;
        this.listener = listener;
        this.mapper = ModelJson.json().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    static JournalFile file(Path stateDirectory, Kind kind) {
        return new JournalFile(stateDirectory.resolve(DIRECTORY), kind.fileName);
    }

    /**
     * Reads the state. A file that is not what was written is put aside as {@code NAME.corrupt-TIME}, and the generation
     * before it is used.
     */
    public Loaded<D> load() {
        String problem;
        try {
            return new Loaded.Found<>(parse(file.current()), Optional.empty());
        } catch (NoSuchFileException e) {
            if (isFirstStart()) {
                return new Loaded.Nothing<>();
            }
            problem = file.current() + " is missing";
        } catch (JournalFile.CorruptException e) {
            problem = file.current() + ": " + e.getMessage() + putAside();
        } catch (IOException e) {
            problem = "cannot read " + file.current() + ": " + e;
        }
        LOG.error("{}", problem);
        return loadPrevious(problem);
    }

    @Override
    public void write(D state, Runnable stored) {
        try {
            thread.execute(() -> store(state, stored));
        } catch (RejectedExecutionException e) {
            LOG.info("the journal is closed; a last change is not kept");
        }
    }

    /** Waits for what is being written. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(D state, Runnable stored) {
        try {
            file.write(mapper.writeValueAsBytes(state));
        } catch (IOException e) {
            report(e);
            retry(state, stored);
            return;
        }
        if (!failing.isEmpty()) {
            failing = "";
            LOG.info("the journal can be written again");
            listener.recovered();
        }
        stored.run();
    }

    private void retry(D state, Runnable stored) {
        if (!thread.isShutdown()) {
            thread.schedule(() -> store(state, stored), RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void report(IOException cause) {
        if (failing.equals(cause.toString())) {
            return;
        }
        failing = cause.toString();
        LOG.error("the journal cannot be written; trying again every {} ms", RETRY_MS, cause);
        listener.failing(Failure.of(
                "STATE_NOT_WRITABLE",
                "the agent's state cannot be written to " + file.current() + ": " + cause.getMessage(),
                "make room on that disk, or check its rights: the agent goes on by itself"));
    }

    private boolean isFirstStart() {
        try {
            return !Files.exists(file.previous()) && !file.hasQuarantined();
        } catch (IOException e) {
            return false;
        }
    }

    private Loaded<D> loadPrevious(String problem) {
        try {
            D state = parse(file.previous());
            return new Loaded.Found<>(
                    state,
                    Optional.of(Failure.of(
                            "JOURNAL_CORRUPT", problem + "; the state before it is used", "check the disk")));
        } catch (IOException | JournalFile.CorruptException e) {
            LOG.error("cannot use {} either: {}", file.previous(), e.toString());
            return new Loaded.Lost<>(Failure.of(
                    "JOURNAL_LOST",
                    problem + "; and there is no usable state before it",
                    "check the disk; what runs is found by its launch records"));
        }
    }

    private D parse(Path path) throws IOException, JournalFile.CorruptException {
        byte[] content = JournalFile.read(path);
        try {
            D state = mapper.readValue(content, type);
            if (state == null) {
                throw new JournalFile.CorruptException("it says null");
            }
            return state;
        } catch (IOException | RuntimeException e) {
            throw new JournalFile.CorruptException("it cannot be understood: " + e.getMessage());
        }
    }

    private String putAside() {
        try {
            return "; it was put aside as " + file.quarantine(clock.wallMs()).getFileName();
        } catch (IOException e) {
            return "; it could not be put aside: " + e;
        }
    }
}
