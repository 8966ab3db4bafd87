package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code start --detach}: the same start in the background, given back to the operator once it stands. */
final class Detached {

    private static final long STANDS_MS = 60_000;
    private static final long LOOK_MS = 100;
    private static final int LOG_BYTES_MAX = 8 << 10;

    private final StartOptions options;

    Detached(StartOptions options) {
        this.options = options;
    }

    int start(PrintWriter out) throws CommandFailure {
        Path directory = options.settings().dir();
        Path log = directory.resolve("start.log");
        try {
            Files.createDirectories(directory);
            Process process = new ProcessBuilder(
                            JavaCommand.start(options.surroundings(), JavaCommand.noTerminal(), arguments()))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return await(process, log, out);
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "CANNOT_DETACH", "the background process cannot be started: " + e, "see " + log);
        }
    }

    private int await(Process process, Path log, PrintWriter out) throws IOException, CommandFailure {
        RunRecords records = new RunRecords(options.surroundings());
        long waitedMs = 0;
        try {
            while (waitedMs < STANDS_MS) {
                if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    throw ended(process.exitValue(), log);
                }
                waitedMs += LOOK_MS;
                if (records.alive().stream().anyMatch(run -> run.pid() == process.pid())) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.println("started in the background: process " + process.pid() + ", log " + log);
        out.println("   " + options.surroundings().program() + " status");
        return ExitCode.OK.code();
    }

    private static CommandFailure ended(int exit, Path log) throws IOException {
        return new CommandFailure(
                exit == 0 ? ExitCode.FAILED : ExitCode.of(exit),
                new Failure(
                        "START_ENDED",
                        "the start ended at once with exit code " + exit,
                        "the whole log: " + log,
                        lastLines(log)));
    }

    static List<String> lastLines(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int from = Math.max(0, bytes.length - LOG_BYTES_MAX);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--host", options.host());
        add(arguments, "--cluster", options.clusterFile());
        add(arguments, "--dir", options.directory());
        add(arguments, "--store", options.store());
        add(arguments, "--components", options.components());
        add(arguments, "--config", options.config());
        add(arguments, "--token-file", options.tokenFile());
        add(arguments, "--rebuild", options.rebuild());
        if (options.insecure()) {
            arguments.add("--insecure");
        }
        Duration timeout = options.waitTimeout();
        if (timeout != null) {
            arguments.addAll(List.of("--wait-timeout", timeout.toMillis() + "ms"));
        }
        return arguments;
    }

    /** In one argument: a value that begins with a dash must not become an option of its own. */
    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null) {
            arguments.add(option + "=" + value);
        }
    }
}
