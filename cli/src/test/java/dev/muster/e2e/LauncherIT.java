package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of loaded classes that {@code bin/muster} makes at its first use. */
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
