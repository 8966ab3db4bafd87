package dev.muster.agent.preflight;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Starts a Java once: a missing library or another machine's build shows only so. One that worked is not started again for a
 * minute, so that a preflight and the launches after it cost one start together. Thread-safe.
 */
final class JavaTrial {

    private static final long SECONDS_MAX = 30;
    private static final int OUTPUT_BYTES_MAX = 4096;

    private static final long WORKED_FOR_NS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Path, Long> workedNs = new ConcurrentHashMap<>();

    Optional<Failure> run(Path java) {
        Long worked = workedNs.get(java);
        if (worked != null && System.nanoTime() - worked < WORKED_FOR_NS) {
            return Optional.empty();
        }
        Optional<Failure> failure = started(java);
        if (failure.isEmpty()) {
            workedNs.put(java, System.nanoTime());
        }
        return failure;
    }

    private static Optional<Failure> started(Path java) {
        try {
            // A file, as a full pipe would block the child.
            Path output = Files.createTempFile("muster-java", ".out");
            try {
                return run(java, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return Optional.of(broken(java, String.valueOf(e.getMessage()), List.of()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(broken(java, "the check was interrupted", List.of()));
        }
    }

    private static Optional<Failure> run(Path java, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java.toString(), "-Xmx16m", "-version")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                return Optional.of(broken(java, "no answer within " + SECONDS_MAX + " s", List.of()));
            }
            int exit = process.exitValue();
            return exit == 0 ? Optional.empty() : Optional.of(broken(java, "exit code " + exit, said(output)));
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> said(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static Failure broken(Path java, String why, List<String> detail) {
        return new Failure(
                "JAVA_BROKEN",
                java + " -version fails: " + why,
                "install that Java again, or name another one with the Java setting",
                detail);
    }
}
