package dev.muster.rig.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A component of kind {@code stub} as it is seen from outside: by its folder and by {@code /proc}. */
public record Component(Path instance, String name) {

    private static final Duration COMES = Duration.ofSeconds(30);

    /** How often it was started. */
    public int starts() {
        return lines("starts").size();
    }

    /** How often it was started while something of an earlier start was left. */
    public int startedTwice() {
        return lines("twice").size();
    }

    /** How far a chatty one has come. */
    public long progress() {
        List<String> lines = lines("progress");
        return lines.isEmpty() || lines.get(0).isBlank()
                ? 0
                : Long.parseLong(lines.get(0).strip());
    }

    /** Its process, when the one that was started last runs. */
    public Optional<Processes.Seen> process() {
        List<String> starts = lines("starts");
        if (starts.isEmpty()) {
            return Optional.empty();
        }
        String[] last = starts.get(starts.size() - 1).split(" ", -1);
        if (last.length != 2 || !last[1].matches("[0-9]+")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(last[0]);
        long startTicks = Long.parseLong(last[1]);
        return everything().stream()
                .filter(p -> p.startTicks() == startTicks && p.innerPid() == pid)
                .findFirst();
    }

    /** Bytes of its output that are kept. */
    public long outputBytes() {
        try (Stream<Path> files = Files.list(instance.resolve("logs"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its process. */
    public Processes.Seen awaitProcess() {
        return Patience.awaitValue(name + " runs", COMES, this::process);
    }

    /** Everything that has to do with it, its shim too. */
    public List<Processes.Seen> everything() {
        return Processes.concerning(instance.toString());
    }

    /** Its shim. */
    public Optional<Processes.Seen> shim() {
        return everything().stream()
                .filter(p ->
                        p.arguments().contains("/shim.sh ") && p.arguments().startsWith("/bin/sh "))
                .filter(p -> everything().stream()
                        .noneMatch(q -> q.pid() == p.parent() && q.arguments().contains("/shim.sh ")))
                .findFirst();
    }

    /** Leaves a file in its working folder, which some of them wait for. */
    public void tell(String word) {
        try {
            Files.createFile(instance.resolve("work").resolve(word));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes such a file away. */
    public void untell(String word) {
        try {
            Files.delete(instance.resolve("work").resolve(word));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(String file) {
        Path path = instance.resolve("work").resolve(file);
        try {
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
