package dev.muster.coordinator.balancer;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the operator's: without a shell, with an environment of its own, nothing to read, and its output in a file, never
 * in a pipe: a pipe that nobody reads blocks whoever writes, and one whose reader died kills it.
 *
 * <p>A program that takes too long or says too much is killed, with everything that it started: those that left its tree too are known
 * by a mark in their environment. Blocks its caller.
 */
final class HookRunner {

    /** What a program may print; a hook has little to say. */
    static final long OUTPUT_BYTES_MAX = 8 * 1024 * 1024;

    /** Lines that are kept, and characters of each. */
    static final int LINES_MAX = 20;

    private static final int LINE_CHARS_MAX = 300;
    private static final int TAIL_BYTES = 16 * 1024;
    private static final long LOOK_MS = 20;

    /** Between asking it to end and killing it. */
    private static final long GRACE_MS = 2_000;

    private final Path folder;
    private final Clock clock;

    /** @param folder for outputs; made when it is not there */
    HookRunner(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param exitCode when it ended by itself
     * @param lines the last ones of its output
     * @param failure when it did not end by itself with exit code 0
     */
    record Ended(Optional<Integer> exitCode, List<String> lines, Optional<Failure> failure) {}

    Ended run(Deed.Script script) {
        String program = script.argv().get(0);
        Path output;
        FileChannel read;
        try {
            Files.createDirectories(folder);
            output = Files.createTempFile(
                    folder,
                    "hook-",
                    ".out",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            read = FileChannel.open(output, StandardOpenOption.READ);
        } catch (IOException e) {
            String message = "no room for the output of " + program + ": " + e;
            return failed(Optional.empty(), List.of(), "BALANCER_SCRIPT_START", message, "look at " + folder);
        }
        try (read) {
            return run(script, output, read);
        } catch (IOException e) {
            String message = "the output of " + program + " cannot be read: " + e.getMessage();
            return failed(Optional.empty(), List.of(), "BALANCER_SCRIPT_START", message, "look at " + folder);
        } finally {
            delete(output);
        }
    }

    private Ended run(Deed.Script script, Path output, FileChannel read) throws IOException {
        String mark = UUID.randomUUID().toString();
        Process process;
        try {
            process = start(script, output, mark);
        } catch (IOException e) {
            String message = script.argv().get(0) + " cannot be run: " + reason(e);
            String hint = "it must be there on every coordinator host, with its x bit";
            return failed(Optional.empty(), List.of(), "BALANCER_SCRIPT_START", message, hint);
        } finally {
            // Both sides have it open; nothing is left when this process dies before the program has ended.
            delete(output);
        }
        return awaited(script, process, read, new HookTree(process.toHandle(), mark));
    }

    private static Process start(Deed.Script script, Path output, String mark) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(script.argv())
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(new TreeMap<>(script.environment()));
        environment.put(HookTree.MARK, mark);
        return builder.start();
    }

    private Ended awaited(Deed.Script script, Process process, FileChannel read, HookTree tree) throws IOException {
        String program = script.argv().get(0);
        long endMs = clock.nowMs() + script.timeoutMs();
        try {
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (read.size() > OUTPUT_BYTES_MAX) {
                    tree.end(GRACE_MS, clock);
                    String message = program + " printed more than " + OUTPUT_BYTES_MAX + " bytes and was killed";
                    return failed(Optional.empty(), tail(read), "BALANCER_SCRIPT_OUTPUT", message, "make it say less");
                }
                if (clock.nowMs() >= endMs) {
                    tree.end(GRACE_MS, clock);
                    String message = program + " did not end in " + script.timeoutMs() + " ms and was killed";
                    String hint = "try it by hand, or raise the hook's \"timeout\"";
                    return failed(Optional.empty(), tail(read), "BALANCER_SCRIPT_TIMEOUT", message, hint);
                }
            }
        } catch (InterruptedException e) {
            tree.end(0, clock);
            Thread.currentThread().interrupt();
            return failed(
                    Optional.empty(), tail(read), "BALANCER_CLOSED", program + " was killed: the coordinator ends", "");
        }
        int code = process.exitValue();
        List<String> lines = tail(read);
        if (code == 0) {
            return new Ended(Optional.of(0), lines, Optional.empty());
        }
        String message = program + " ended with exit code " + code + (lines.isEmpty() ? " and said nothing" : "");
        return failed(
                Optional.of(code), lines, "BALANCER_SCRIPT_FAILED", message, "its last lines say why; try it by hand");
    }

    private static Ended failed(
            Optional<Integer> exitCode, List<String> lines, String code, String message, String hint) {
        return new Ended(exitCode, lines, Optional.of(new Failure(code, message, hint, lines)));
    }

    /** The kernel's word for it, without the program's name that Java puts before it. */
    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        int comma = text.lastIndexOf(", ");
        return comma < 0 ? text : text.substring(comma + 2);
    }

    /** The last lines; a program's output is foreign, so whatever could move a cursor is replaced. */
    private static List<String> tail(FileChannel read) throws IOException {
        long size = read.size();
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, size));
        long from = size - bytes.capacity();
        while (bytes.hasRemaining() && read.read(bytes, from + bytes.position()) > 0) {
            // until all is there
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        List<String> lines = text.lines()
                .map(line -> line.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}]", "?").stripTrailing())
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) + "..." : line)
                .toList();
        return lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is small and only this user's; the next run makes another one.
            file.toFile().deleteOnExit();
        }
    }
}
