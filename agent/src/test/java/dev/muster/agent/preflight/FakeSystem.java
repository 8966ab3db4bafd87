package dev.muster.agent.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A root directory with the system's files that a test wants. */
final class FakeSystem {

    final Path root;

    FakeSystem(Path directory) throws IOException {
        this.root = Files.createDirectories(directory.resolve("root"));
        write("/proc/sys/kernel/random/boot_id", "7a1e-boot\n");
        write("/proc/self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\n");
        write("/proc/self/limits", "Max open files            1024                 4096                 files     \n");
        write("/proc/sys/vm/max_map_count", "65530\n");
        write("/proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:    1000000 kB\n");
        write("/etc/group", "root:x:0:\ndata:x:1400:spark\n");
        write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nspark:x:1200:1300::/home/spark:/bin/sh\n");
    }

    FakeSystem write(String absolute, String text) throws IOException {
        Path file = root.resolve(absolute.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** A Java that says so, but never runs. */
    Path java(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }
}
