package dev.muster.agent.preflight;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the system that is done in no time, from a list of arguments: no shell reads it. */
final class SmallProgram {

    private static final long SECONDS_MAX = 5;
    private static final int OUTPUT_BYTES_MAX = 4096;

    private SmallProgram() {}

    /**
     * @throws AccessDeniedException when it says that its user may not
     * @throws IOException when it is not there, is too slow, or ends otherwise than well, with what it said
     */
    static void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("muster-fix", ".out"); // a full pipe would block it
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                    throw new IOException(command.get(0) + " was not done within " + SECONDS_MAX + " s");
                }
                if (process.exitValue() != 0) {
                    String said = said(output);
                    throw said.contains("Operation not permitted") || said.contains("Permission denied")
                            ? new AccessDeniedException(command.get(0), null, said)
                            : new IOException(command.get(0) + ": exit code " + process.exitValue() + ": " + said);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(command.get(0) + " was interrupted");
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String said(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8).strip();
        }
    }
}
