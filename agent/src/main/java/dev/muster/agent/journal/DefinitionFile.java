package dev.muster.agent.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's copy of its cluster's definition, in {@code DIR/journal/definition.json}: whole after any crash, and for its owner alone. One
 * write at a time, so that a try that failed and is repeated never takes the place of a newer copy; of several that wait only the
 * newest is written.
 */
public final class DefinitionFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionFile.class);

    private final Journal<DefinitionCopy> journal;
    private final AtomicReference<@Nullable DefinitionCopy> waiting = new AtomicReference<>();
    private final AtomicBoolean writing = new AtomicBoolean();

    /**
     * @param stateDirectory of the agent
     * @throws IOException when the folder cannot be made
     */
    public DefinitionFile(Path stateDirectory, Clock clock, Journal.Listener listener) throws IOException {
        this.journal =
                new Journal<>(stateDirectory, Journal.Kind.DEFINITION, new TypeReference<>() {}, clock, listener);
    }

    /** What was kept last; empty when there is nothing that can be read, and then the coordinator gives another one. */
    public Optional<DefinitionCopy> load() {
        return journal.load() instanceof Loaded.Found<DefinitionCopy> found
                ? Optional.of(found.state())
                : Optional.empty();
    }

    /** Keeps a copy; returns at once. */
    public void keep(DefinitionCopy copy) {
        waiting.set(copy);
        writeNext();
    }

    @Override
    public void close() {
        journal.close();
    }

    private void writeNext() {
        if (waiting.get() == null || !writing.compareAndSet(false, true)) {
            return;
        }
        DefinitionCopy next = waiting.getAndSet(null);
        if (next == null) {
            written();
        } else {
            journal.write(next, this::written);
        }
    }

    private void written() {
        writing.set(false);
        writeNext();
    }

    /**
     * The copy in a state directory, of an agent that may be running; empty when there is none that can be read. Nothing is changed there.
     *
     * @throws IOException when it may not be read
     */
    public static Optional<DefinitionCopy> read(Path stateDirectory) throws IOException {
        JournalFile file = Journal.file(stateDirectory, Journal.Kind.DEFINITION);
        Optional<DefinitionCopy> current = parsed(file.current());
        return current.isPresent() ? current : parsed(file.previous());
    }

    private static Optional<DefinitionCopy> parsed(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            byte[] content = JournalFile.read(path);
            return Optional.ofNullable(ModelJson.json().readValue(content, DefinitionCopy.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JournalFile.CorruptException | com.fasterxml.jackson.core.JsonProcessingException e) {
            LOG.warn("{} is no copy of a definition: {}", path, e.toString());
            return Optional.empty();
        }
    }
}
