package dev.muster.rig.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the machine that are over soon. */
public final class Shell {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Shell() {}

    /** How a command ended, and what it printed. */
    public record Ended(int exit, String output) {}

    /** Runs a command to its end. */
    public static Ended run(List<String> command) {
        try {
            Path output = Files.createTempFile("rig-command-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new RowFailed("still running after " + LIMIT + ": " + String.join(" ", command));
                }
                return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RowFailed("interrupted while running " + String.join(" ", command), e);
        }
    }

    /** Runs a command that must succeed; what it printed. */
    public static String must(String... command) {
        Ended ended = run(List.of(command));
        RowFailed.unless(ended.exit() == 0, "%s: %s", String.join(" ", command), ended.output());
        return ended.output();
    }

    /** Whether a command succeeds. */
    public static boolean can(String... command) {
        try {
            return run(List.of(command)).exit() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
