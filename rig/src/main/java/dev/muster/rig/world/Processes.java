package dev.muster.rig.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's processes as {@code /proc} shows them: the rig believes nothing that the product says of them. */
public final class Processes {

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /**
     * One process; the start time tells it from a later one with its number.
     *
     * @param arguments separated by blanks
     * @param environment {@code NAME=VALUE}, separated by NUL
     */
    public record Seen(long pid, long startTicks, char state, long parent, String arguments, String environment) {

        /** Whether it runs, and is no zombie. */
        public boolean isAlive() {
            return find(pid)
                    .filter(now -> now.startTicks == startTicks && now.state != 'Z')
                    .isPresent();
        }

        /** Its number in its own PID namespace. */
        public long innerPid() {
            return read(PROC.resolve(Long.toString(pid)).resolve("status"))
                    .lines()
                    .filter(line -> line.startsWith("NSpid:"))
                    .map(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .findFirst()
                    .orElse(0L);
        }

        /** Sends a signal, unless it is gone. */
        public void signal(String name) {
            if (isAlive()) {
                Shell.run(List.of("kill", "-s", name, Long.toString(pid)));
            }
        }

        /** The value of a variable of its environment; empty when there is none. */
        public String variable(String name) {
            for (String each : environment.split("\0", -1)) {
                if (each.startsWith(name + "=")) {
                    return each.substring(name.length() + 1);
                }
            }
            return "";
        }
    }

    /** The process of that number. */
    public static Optional<Seen> find(long pid) {
        Path process = PROC.resolve(Long.toString(pid));
        String stat = read(process.resolve("stat"));
        int close = stat.lastIndexOf(')');
        if (close < 0) {
            return Optional.empty();
        }
        String[] fields = stat.substring(close + 2).split(" ", -1);
        return Optional.of(new Seen(
                pid,
                Long.parseLong(fields[19]),
                fields[0].charAt(0),
                Long.parseLong(fields[1]),
                read(process.resolve("cmdline")).replace('\0', ' ').strip(),
                read(process.resolve("environ"))));
    }

    /** All that are no zombies. */
    public static List<Seen> all() {
        List<Seen> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .forEach(name -> find(Long.parseLong(name))
                            .filter(p -> p.state() != 'Z')
                            .ifPresent(found::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Those whose arguments or environment name {@code text}, the rig itself apart. */
    public static List<Seen> concerning(String text) {
        long self = ProcessHandle.current().pid();
        return all().stream()
                .filter(p -> p.pid() != self)
                .filter(p -> p.arguments().contains(text) || p.environment().contains(text))
                .toList();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has just ended, or is not ours to look at
        }
    }
}
