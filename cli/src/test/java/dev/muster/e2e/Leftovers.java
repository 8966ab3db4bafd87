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

    /** Kills them, so that a failed test leaves nothing either. */
    static void end(Path folder) throws IOException {
        for (String line : of(folder)) {
            ProcessHandle.of(Long.parseLong(line.substring(0, line.indexOf(' '))))
                    .ifPresent(ProcessHandle::destroyForcibly);
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
