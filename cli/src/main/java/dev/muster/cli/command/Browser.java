package dev.muster.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program of this machine that shows a page to the person in front of it. */
record Browser(Path program) {

    /**
     * {@code open} of macOS, or {@code xdg-open} where there is a screen; empty where there is none.
     *
     * @param system name of the operating system
     */
    static Optional<Browser> find(Map<String, String> environment, String system) {
        if (system.startsWith("Mac")) {
            return on(environment, "open");
        }
        boolean screen = !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return screen ? on(environment, "xdg-open") : Optional.empty();
    }

    private static Optional<Browser> on(Map<String, String> environment, String name) {
        for (String folder : environment.getOrDefault("PATH", "").split(":")) {
            try {
                Path program = Path.of(folder).resolve(name);
                if (!folder.isEmpty() && Files.isExecutable(program)) {
                    return Optional.of(new Browser(program));
                }
            } catch (InvalidPathException notAFolder) {
                // the next one
            }
        }
        return Optional.empty();
    }

    /** Shows a page; it outlives this process. */
    void show(URI page) throws IOException {
        new ProcessBuilder(List.of(program.toString(), page.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
