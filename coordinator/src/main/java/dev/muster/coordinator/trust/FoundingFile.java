package dev.muster.coordinator.trust;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.security.SafeFile;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The trust of a cluster that is being founded, on the machine that holds its authority. The coordinators that the store needs for
 * its majority must join before there is a store; what is decided until then moves into the store when it answers.
 */
public final class FoundingFile {

    private static final ObjectMapper JSON = ModelJson.json();

    private final Path file;

    /** @param authority folder of the authority */
    public FoundingFile(Path authority) {
        this.file = authority.resolve("founding.json");
    }

    /** What was decided so far; empty when the cluster is founded, or not on this machine. */
    public Optional<Trust> read() throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Trust.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Keeps what is decided. */
    public void write(Trust trust) throws IOException {
        SafeFile.writePrivate(file, JSON.writeValueAsString(trust));
    }

    /** The store has taken over. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
