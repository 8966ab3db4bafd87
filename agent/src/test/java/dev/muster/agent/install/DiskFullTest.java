package dev.muster.agent.install;

import static dev.muster.agent.install.Machine.failureOf;
import static dev.muster.agent.install.Machine.home;
import static dev.muster.agent.install.Machine.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up midway. Needs root, for a small file system of its own; skipped otherwise. */
final class DiskFullTest {

    private static final byte[] LARGE = new byte[2 << 20];

    @TempDir
    Path directory;

    @Test
    void aFullDiskIsSaidAndNothingHalfIsLeft() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "muster-test", disk.toString()),
                "mounting is not allowed");
        try (Machine machine = new Machine(disk)) {
            Path file = Files.write(directory.resolve("large"), LARGE);
            Installer installer = machine.installer(null);
            String source = file.toUri().toString();

            assertThat(failureOf(installer, machine.plan("demo-1", Machine.item(source, LARGE, "a")))
                            .code())
                    .isEqualTo("DISK_FULL");
            assertThat(tree(machine.store.resolve("homes"))).hasSize(1);
            assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);

            Path small = Files.write(directory.resolve("small"), new byte[10]);
            home(installer.install(
                    machine.plan("demo-2", Machine.item(small.toUri().toString(), new byte[10], "a")), progress -> {}));
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
