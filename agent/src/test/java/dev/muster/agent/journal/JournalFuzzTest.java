package dev.muster.agent.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.agent.core.AgentDurable;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whatever stands in the journal, loading it answers, and never that there was nothing (fault F4). With an even first byte the
 * rest stands behind a header with the right checksum, so that what is understood of it is looked at, too.
 */
final class JournalFuzzTest {

    private static final ObjectMapper JSON = ModelJson.json();
    private static final Path STATE = stateDirectory();
    private static final Path FILE = STATE.resolve("journal/journal.json");
    private static final Journal<AgentDurable> JOURNAL = journal();

    @FuzzTest(maxDuration = "24h")
    void anyFileIsAStateOrLost(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        byte[] rest = java.util.Arrays.copyOfRange(bytes, 1, bytes.length);
        Files.write(FILE, (bytes[0] & 1) == 0 ? framed(rest) : rest);
        Loaded<AgentDurable> loaded = JOURNAL.load();
        if (loaded instanceof Loaded.Nothing) {
            throw new AssertionError("a damaged journal was taken for a first start");
        }
        if (loaded instanceof Loaded.Found<AgentDurable> found) {
            Files.write(FILE, framed(JSON.writeValueAsBytes(found.state())));
            Loaded<AgentDurable> again = JOURNAL.load();
            if (!again.equals(loaded)) {
                throw new AssertionError("came back differently: " + loaded + " and " + again);
            }
        }
    }

    private static byte[] framed(byte[] content) throws IOException {
        try {
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            byte[] header = ("muster-journal 1 " + sum + "\n").getBytes(StandardCharsets.ISO_8859_1);
            byte[] file = java.util.Arrays.copyOf(header, header.length + content.length);
            System.arraycopy(content, 0, file, header.length, content.length);
            return file;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static Path stateDirectory() {
        try {
            Path shared = Path.of("/dev/shm");
            Path directory = Files.isWritable(shared)
                    ? Files.createTempDirectory(shared, "muster-fuzz")
                    : Files.createTempDirectory("muster-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path directory) {
        try (var all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Journal<AgentDurable> journal() {
        try {
            return new Journal<>(
                    STATE, Journal.Kind.STATE, new TypeReference<>() {}, new StandingClock(), new Journal.Listener() {
                        @Override
                        public void failing(Failure failure) {
                            throw new AssertionError(failure);
                        }

                        @Override
                        public void recovered() {
                            throw new AssertionError("nothing had failed");
                        }
                    });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is put aside always gets the same name, so that one file is left of a million. */
    private record StandingClock() implements Clock {
        @Override
        public long nowMs() {
            return 0;
        }

        @Override
        public long wallMs() {
            return 0;
        }
    }
}
