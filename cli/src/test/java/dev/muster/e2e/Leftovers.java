package dev.muster.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds processes that a start has left behind: those whose command or environment names its folder. */
final class Leftovers {

    /** A process that was killed is seen for some looks more. */
    private static final int ROUNDS_MAX = 1_000;

    private Leftovers() {}

    /** Command lines of all processes that have to do with {@code folder}, this one apart. */
    static List<String> of(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                String command = read(process.resolve("cmdline"));
                String environment = read(process.resolve("environ"));
                boolean concerned = command.contains(folder.toString()) || environment.contains(folder.toString());
                if (concerned && !process.endsWith(Long.toString(self))) {
                    found.add(process.getFileName() + " " + command.replace('\0', ' '));
                }
            }
        }
        return found;
    }

    /** Kills them, and what they start meanwhile, so that a failed test leaves nothing either. */
    static void end(Path folder) throws IOException {
        List<String> left = of(folder);
        for (int round = 0; round < ROUNDS_MAX && !left.isEmpty(); round++) {
            for (String line : left) {
                ProcessHandle.of(Long.parseLong(line.substring(0, line.indexOf(' '))))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            left = of(folder);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // the process has ended, or is not ours to look at
        }
    }
}
