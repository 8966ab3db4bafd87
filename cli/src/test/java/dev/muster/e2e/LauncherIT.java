package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/muster} does before there is a JVM: the archive of loaded classes, and a machine that has no Java. */
class LauncherIT {

    /** A rehearsal takes some seconds, and runs at the lowest priority. */
    private static final Duration MADE = Duration.ofMinutes(8);

    /** With this the JVM ends with an error when the archive does not fit. */
    private static final Map<String, String> INSISTING = Map.of("MUSTER_JAVA_OPTS", "-Xshare:on");

    @TempDir
    Path home;

    @Test
    void theFirstUseMakesAnArchiveThatTheSecondUsesAndAnotherBuildDiscards() throws Exception {
        install();
        String said = version(Map.of());
        Path archive = awaitArchive();
        assertThat(version(INSISTING)).isEqualTo(said);

        Path jar = onlyOne("lib", "muster-cli-");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(2)));
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().plusSeconds(60)));
        // It looks new and is not: the JVM itself goes on without it, and says nothing.
        assertThat(version(Map.of())).isEqualTo(said);
    }

    @Test
    void whereNoJavaWillDoTheCommandThatIsPrintedInstallsOne() throws Exception {
        install();
        Path java = Path.of(System.getProperty("java.home")).toRealPath();
        Path hidden = Files.createDirectories(home.resolve("hidden"));
        Process machine = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind " + java + " " + hidden
                                + " && mount -t tmpfs tmpfs /usr/lib/jvm && echo made && exec cat")
                .redirectErrorStream(true)
                .start();
        try {
            String made = new String(machine.getInputStream().readNBytes(5), StandardCharsets.UTF_8);
            assumeTrue(made.equals("made\n"), "skipped: mounting is not allowed here: " + made);
            // No packages are fetched by a test: it is played by a program that puts the Java there, as the package
            // would.
            program("apt-get", "test \"$1\" = install && ln -s " + hidden + " /usr/lib/jvm/\"$3\"");
            program("sudo", "exec \"$@\"");

            Ran refused = on(machine, home.resolve("bin/muster") + " version");
            assertThat(refused.exit()).as(refused.said()).isEqualTo(69);
            Matcher command = Pattern.compile("(?m)^ +(.*apt-get install.*)$").matcher(refused.said());
            assertThat(command.find()).as(refused.said()).isTrue();
            assertThat(on(machine, command.group(1)).exit()).isZero();

            assertThat(on(machine, home.resolve("bin/muster") + " version").said())
                    .startsWith("muster ");
        } finally {
            machine.destroy();
        }
    }

    private record Ran(int exit, String said) {}

    /** Runs what is pasted into a shell of that machine, which has no more programs than those of every system. */
    private Ran on(Process machine, String command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("nsenter", "--mount", "--target", Long.toString(machine.pid()), "sh", "-c", command);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        home.resolve("programs") + ":/usr/bin:/bin",
                        "HOME",
                        home.toString(),
                        "MUSTER_ARCHIVE",
                        "off"));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(home.resolve("programs")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void thePackagedProgramHasItsManualPages() throws IOException {
        Path pages = MusterProcess.root().resolve("cli/target/muster/share/man/man1");
        assertThat(Files.readString(pages.resolve("muster.1"))).contains("muster\\-logs(1)");
        assertThat(pages.resolve("muster-logs.1")).content().contains("\\fB\\-\\-since\\fR");
    }

    private void install() throws IOException {
        Path root = MusterProcess.root();
        Files.createDirectories(home.resolve("bin"));
        Files.copy(root.resolve("bin/muster"), home.resolve("bin/muster"));
        assertThat(home.resolve("bin/muster").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(home.resolve("components"), root.resolve("components"));
        Files.createDirectories(home.resolve("lib"));
        try (Stream<Path> jars = Files.list(root.resolve("cli/target/muster/lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, home.resolve("lib").resolve(jar.getFileName()));
            }
        }
    }

    private String version(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/muster").toString(), "version");
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        // Its end comes before that of the rehearsal: nothing in the background holds the caller's pipe.
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Path awaitArchive() throws Exception {
        long deadlineNs = System.nanoTime() + MADE.toNanos();
        Path folder = home.resolve("archive");
        while (!isComplete(list(folder, ""))) {
            assertThat(System.nanoTime()).as("no archive within " + MADE).isLessThan(deadlineNs);
            Thread.sleep(100);
        }
        Path archive = onlyOne("archive", "");
        assertThat(archive).isNotEmptyFile();
        return archive;
    }

    /** Nothing is left of the making of it. */
    private static boolean isComplete(List<Path> files) {
        return files.size() == 1 && files.get(0).toString().endsWith(".jsa");
    }

    private Path onlyOne(String folder, String prefix) throws IOException {
        List<Path> found = list(home.resolve(folder), prefix);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<Path> list(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }
}
