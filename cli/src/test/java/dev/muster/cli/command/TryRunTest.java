package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.cli.console.Progress;
import dev.muster.cli.console.Terminal;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.LoopbackMapping;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials with real processes that only pretend to be hosts. */
final class TryRunTest {

    private static final String FILE = "{\"a\": {\"master\": true}, \"b\": {\"compute\": true}}";

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private ExitCode run(String kind, boolean exitWhenStarted, @Nullable Duration timeout)
            throws IOException, CommandFailure {
        ClusterSpec spec = ((SpecResult.Valid) SpecParser.parse(
                        "c.json", FILE.getBytes(StandardCharsets.UTF_8), Set.of(Role.MASTER, Role.COMPUTE)))
                .spec();
        LoopbackMapping mapping = LoopbackMapping.of(spec, LoopbackPrefix.free(new Random()));
        Path xdg = folder.resolve("xdg");
        Surroundings surroundings = new Surroundings(
                new Terminal(false, false, false, false, false, true, 80, 24),
                Map.of("XDG_STATE_HOME", xdg.toString(), "MUSTER_JAVA_OPTS", "-XX:TieredStopAtLevel=1"),
                folder,
                folder,
                "muster",
                "0.1.0",
                PretendedHost.class.getName(),
                false);
        TryDirectory place = TryDirectory.open(folder.resolve("trial"), false, surroundings);
        TryPlan plan = new TryPlan(mapping, place, folder, kind, null, Progress.PLAIN, exitWhenStarted, timeout);
        TryRun run = new TryRun(plan, surroundings, new PrintWriter(err, true));
        ExitCode exit = run.run();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(folder.toString())))
                .isEmpty();
        return exit;
    }

    @Test
    void aTrialThatStartedIsEndedThroughTheCoordinatorAndThePipes() throws IOException, CommandFailure {
        assertThat(run("well", true, null)).isEqualTo(ExitCode.OK);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aComponentThatGaveUpEndsTheTrial() throws IOException, CommandFailure {
        assertThat(run("gives-up", false, null)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aHostThatEndsByItselfEndsTheTrialWithItsLastWords() throws IOException, CommandFailure {
        assertThat(run("exits-3", false, null)).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains("ended with exit code 3", "the last words of 127.");
    }

    @Test
    void aStartThatTakesTooLongIsGivenUp() throws IOException, CommandFailure {
        assertThat(run("takes-for-ever", false, Duration.ofMillis(1))).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(err.toString()).contains("has not started within");
    }

    @Test
    void theScratchFolderIsPassableAndGoesAway() throws IOException {
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        TryDirectory place = TryDirectory.open(null, false, commands.surroundings());
        Files.writeString(
                Files.createDirectories(place.path().resolve("hosts/x")).resolve("f"), "x");
        assertThat(Files.getPosixFilePermissions(place.path())).hasSize(5);
        place.close(new PrintWriter(err));
        assertThat(place.path()).doesNotExist();
    }
}
