package dev.muster.cli.command;

import dev.muster.cli.console.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it.
 *
 * @param terminal the three streams
 * @param environment of the process
 * @param home where Muster is installed
 * @param userHome of the user who called
 * @param program as the operator called it, for example {@code bin/muster}
 * @param version of Muster
 * @param mainClass name of the class that a further process is started with
 * @param isRoot whether the effective user is root
 */
public record Surroundings(
        Terminal terminal,
        Map<String, String> environment,
        Path home,
        Path userHome,
        String program,
        String version,
        String mainClass,
        boolean isRoot) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Those of this process. */
    public static Surroundings ofProcess(String version, Class<?> mainClass) {
        return new Surroundings(
                Terminal.ofProcess(),
                System.getenv(),
                Path.of(property("muster.home", ".")).toAbsolutePath().normalize(),
                Path.of(property("user.home", "/")),
                property("muster.program", "muster"),
                version,
                mainClass.getName(),
                userIsRoot());
    }

    /** Installed software that trials share, so that the second one starts at once. */
    public Path storeDirectory() {
        return isRoot
                ? Path.of("/var/cache/muster/store")
                : xdg("XDG_CACHE_HOME", ".cache").resolve("store");
    }

    /** What {@code try} may throw away; as root it must be passable for the unprivileged user that components run as. */
    public Path scratchDirectory() {
        return isRoot ? Path.of("/var/tmp") : xdg("XDG_CACHE_HOME", ".cache").resolve("try");
    }

    /** Small facts of this user: records of runs, reports of crashes. */
    public Path stateDirectory() {
        return xdg("XDG_STATE_HOME", ".local/state");
    }

    /** The XDG specification ignores relative paths. */
    private Path xdg(String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "");
        Path base = value.startsWith("/") ? Path.of(value) : userHome.resolve(otherwise);
        return base.resolve("muster");
    }

    private static String property(String name, String otherwise) {
        @Nullable String value = System.getProperty(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static boolean userIsRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // Not on Linux: nothing there needs root's paths.
        }
    }
}
