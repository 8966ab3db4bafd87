package dev.muster.rig.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One host: a {@code muster start} that runs, ran, or will, and what lies in its folder. */
public final class Host {

    private final World world;
    private final int number;
    private final Path directory;
    private List<String> through = List.of();
    private Path file;
    private @Nullable Process process;
    private int starts;

    Host(World world, int number) {
        this.world = world;
        this.number = number;
        this.directory = world.folder().resolve("hosts").resolve(Integer.toString(number));
        this.file = world.file();
    }

    /** From now on its processes are started by this command. */
    public Host through(String... command) {
        through = List.of(command);
        return this;
    }

    /** From now on it reads this file. */
    public Host file(Path other) {
        file = other;
        return this;
    }

    public int number() {
        return number;
    }

    public String address() {
        return world.address(number);
    }

    /** Its {@code --dir}. */
    public Path directory() {
        return directory;
    }

    /** What the component of a role is seen to be. */
    public Component component(String role) {
        return new Component(directory.resolve("instances").resolve(role), role + " of host " + number);
    }

    /** Starts it. */
    public Host start(String... more) {
        RowFailed.unless(process == null || !process.isAlive(), "host %d is running", number);
        starts++;
        process = world.muster(output(), through, arguments(more));
        return this;
    }

    private List<String> arguments(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("start", "-h", world.name(number), "--cluster", file.toString()));
        arguments.addAll(List.of("--dir", directory.toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Another start of the same host, which is expected to end: how it did, and what it printed. */
    public Shell.Ended startAgain(Duration limit, List<String> by) {
        Path output = world.folder().resolve("out").resolve(number + "-again.log");
        Process second = world.muster(output, by, arguments());
        return new Shell.Ended(exit(second, limit, output), read(output));
    }

    /** Kills its process as nothing can be prepared for. */
    public Host kill() {
        signal("KILL");
        awaitExit(Duration.ofSeconds(10));
        return this;
    }

    /** Sends its process a signal. */
    public void signal(String name) {
        Shell.run(List.of("kill", "-s", name, Long.toString(pid())));
    }

    /** The process of the start: where it goes through another command, its youngest descendant. */
    public long pid() {
        return program().map(Processes.Seen::pid).orElseGet(() -> running().pid());
    }

    private Optional<Processes.Seen> program() {
        return Processes.concerning(directory.toString()).stream()
                .filter(p -> p.arguments().contains("dev.muster.cli.app.Muster"))
                .filter(p -> p.arguments().contains(" --dir " + directory))
                .findFirst();
    }

    /** The same in its own PID namespace, once the program itself runs. */
    public long innerPid() {
        return Patience.awaitValue(
                "host " + number + " runs", World.SOON, () -> program().map(Processes.Seen::innerPid));
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Waits for the end of its process; the exit code. */
    public int awaitExit(Duration limit) {
        return exit(running(), limit, output());
    }

    /** Waits until the output of its current start has a match. */
    public Host awaits(String pattern, Duration limit) {
        Pattern wanted = Pattern.compile(pattern);
        Patience.await("host " + number + " prints " + pattern, limit, () -> wanted.matcher(printed())
                .find());
        return this;
    }

    /** What its current start has printed. */
    public String printed() {
        return read(output());
    }

    /** Its own log, of all starts. */
    public String log() {
        return read(directory.resolve("muster.log"));
    }

    private Path output() {
        return world.folder().resolve("out").resolve(number + "-" + starts + ".log");
    }

    private Process running() {
        Process started = process;
        if (started == null) {
            throw new RowFailed("host " + number + " was never started");
        }
        return started;
    }

    private static int exit(Process process, Duration limit, Path output) {
        try {
            if (!process.waitFor(Patience.here(limit).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RowFailed("still running after " + limit + ":\n" + read(output));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RowFailed("interrupted", e);
        }
    }

    private static String read(Path path) {
        try {
            return Files.exists(path) ? new String(Files.readAllBytes(path), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
