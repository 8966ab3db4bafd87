package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bin/muster} as a user runs it, with its output read line by line. */
final class MusterProcess implements AutoCloseable {

    private static final String END = "<end of output>";

    /** Its last words may still be on their way when it has ended. */
    private static final long LAST_WORDS_MS = 20_000;

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();

    /** Starts it; what it keeps for its user goes below {@code userHome}. */
    static MusterProcess start(Path userHome, String... arguments) throws IOException {
        return start(userHome, Map.of(), arguments);
    }

    /** The same with further variables in its environment. */
    static MusterProcess start(Path userHome, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(root().resolve("bin/muster").toString()));
        command.addAll(List.of(arguments));
        return start(userHome, environment, command);
    }

    /** What somebody pastes into a shell, with this Muster in its PATH; a command alone becomes the process itself. */
    static MusterProcess shell(Path userHome, Map<String, String> environment, String line) throws IOException {
        Map<String, String> more = new HashMap<>(environment);
        more.put(
                "PATH",
                root().resolve("bin")
                        + ":"
                        + environment.getOrDefault("PATH", Objects.requireNonNullElse(System.getenv("PATH"), "")));
        boolean isAlone = !line.replaceAll("'[^']*'", "").matches("\\w+=.*|.*(&&|[|]{2}).*");
        return start(userHome, more, List.of("sh", "-c", (isAlone ? "exec " : "") + line));
    }

    private static MusterProcess start(Path userHome, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root().toFile()).redirectErrorStream(true);
        builder.environment().put("XDG_STATE_HOME", userHome.resolve("state").toString());
        builder.environment().remove("MUSTER_COORDINATOR");
        builder.environment().putAll(environment);
        return new MusterProcess(builder.start());
    }

    /** Runs it to its end, which must be {@code exit}; its output. */
    static String run(Path userHome, int exit, String... arguments) throws IOException {
        try (MusterProcess muster = start(userHome, arguments)) {
            assertThat(muster.awaitExit(Duration.ofSeconds(60)))
                    .as("exit code of muster %s:%n%s", String.join(" ", arguments), muster.output())
                    .isEqualTo(exit);
            return muster.output();
        }
    }

    static Path root() {
        return Path.of(System.getProperty("muster.root", "..")).toAbsolutePath().normalize();
    }

    private MusterProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "muster-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                unread.add(line);
            }
        } catch (IOException e) {
            lines.add("output broke: " + e);
        }
        unread.add(END);
    }

    /** Waits for a line that contains a match of {@code pattern}; fails when the process ends without it. */
    Matcher await(String pattern, Duration limit) {
        Pattern wanted = Pattern.compile(pattern);
        long deadlineNs = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                String line = unread.poll(Math.max(1, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (line == null || line.equals(END)) {
                    throw new AssertionError((line == null ? "in " + limit : "before the end") + " no line matched "
                            + pattern + " in:\n" + output());
                }
                Matcher matcher = wanted.matcher(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + ":\n" + output());
            }
            reader.join(LAST_WORDS_MS);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Its limits, as the kernel tells them. */
    String limits() throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "limits"));
    }

    /** Sends a signal by name, for example INT: what Ctrl-C sends. */
    void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .onExit()
                .join();
    }

    String output() {
        return String.join("\n", lines);
    }

    /** Ends it for certain, however the test went. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
