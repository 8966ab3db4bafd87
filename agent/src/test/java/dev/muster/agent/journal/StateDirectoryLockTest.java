package dev.muster.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault rows A3 and F6. */
final class StateDirectoryLockTest {

    @TempDir
    Path directory;

    /** Another process that holds the lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            Object result = StateDirectoryLock.acquire(Path.of(args[0]));
            System.out.println(result instanceof StateDirectoryLock.Result.Held ? "held" : result);
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the test ends it
            }
        }
    }

    private Process holder() throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] said = new byte[4];
        assertThat(process.getInputStream().readNBytes(said, 0, 4)).isEqualTo(4);
        assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("held");
        return process;
    }

    @Test
    void theSecondAgentIsToldWhoTheFirstIs() throws Exception {
        Process first = holder();
        try {
            assertThat(StateDirectoryLock.acquire(directory))
                    .isInstanceOfSatisfying(StateDirectoryLock.Result.Refused.class, refused -> {
                        assertThat(refused.failure().code()).isEqualTo("STATE_IN_USE");
                        assertThat(refused.failure().message()).endsWith("in use by pid " + first.pid());
                    });
        } finally {
            first.destroyForcibly().waitFor();
        }
        // Killed with -9: what it left behind must not keep the next one out.
        assertThat(directory.resolve("agent.pid")).exists();
        assertHeld().close();
    }

    @Test
    void aSecondAgentInTheSameProcessIsRefusedAndTheFirstKeepsItsLock() throws IOException {
        StateDirectoryLock lock = assertHeld();
        assertThat(StateDirectoryLock.acquire(directory)).isInstanceOf(StateDirectoryLock.Result.Refused.class);
        assertThat(StateDirectoryLock.acquire(directory)).isInstanceOf(StateDirectoryLock.Result.Refused.class);
        lock.close();
        assertHeld().close();
    }

    @Test
    void aDirectoryThatEverybodyMayWriteIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(StateDirectoryLock.acquire(directory))
                .isInstanceOfSatisfying(
                        StateDirectoryLock.Result.Refused.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo("STATE_UNSAFE"));
    }

    @Test
    void aDirectoryThatItsGroupMayWriteIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertRefused(directory, "group");
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        assertRefused(Files.createSymbolicLink(directory.resolve("link"), real), "symbolic link");
    }

    private static void assertRefused(Path path, String why) {
        assertThat(StateDirectoryLock.acquire(path))
                .isInstanceOfSatisfying(StateDirectoryLock.Result.Refused.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo("STATE_UNSAFE");
                    assertThat(refused.failure().message()).contains(why);
                });
    }

    private StateDirectoryLock assertHeld() {
        StateDirectoryLock.Result result = StateDirectoryLock.acquire(directory);
        if (result instanceof StateDirectoryLock.Result.Held held) {
            return held.lock();
        }
        throw new AssertionError(result.toString());
    }
}
