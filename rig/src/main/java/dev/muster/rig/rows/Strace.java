package dev.muster.rig.rows;

import dev.muster.rig.world.Host;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the kernel answer a host's process otherwise. */
final class Strace {

    private Strace() {}

    /** From now on, until it is ended; {@code what} is strace's {@code SYSCALL:ACTION}. */
    static Process inject(World world, Host host, String what) {
        return inject(world, host, what, List.of());
    }

    /** The same for system calls only that concern one of {@code paths}; children are followed. */
    static Process inject(World world, Host host, String what, List<Path> paths) {
        String syscall = what.substring(0, what.indexOf(':'));
        Path trace = world.folder().resolve("out/strace-" + System.nanoTime());
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", trace.toString()));
        command.addAll(List.of("-e", "trace=" + syscall, "-e", "inject=" + what, "-p", Long.toString(host.pid())));
        paths.forEach(path -> command.addAll(List.of("-P", path.toString())));
        Process strace = world.start(command.toArray(String[]::new));
        Patience.await("strace is attached", World.SOON, () -> isTraced(host.pid()));
        return strace;
    }

    /** Lets the process go. */
    static void end(Process strace) {
        strace.destroy();
        strace.onExit().join();
    }

    /** All threads of it. */
    private static boolean isTraced(long pid) {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.allMatch(task -> {
                try {
                    return !Files.readString(task.resolve("status")).contains("TracerPid:\t0");
                } catch (IOException e) {
                    return true; // it has just ended
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
