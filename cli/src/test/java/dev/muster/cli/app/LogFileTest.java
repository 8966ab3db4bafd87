package dev.muster.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of {@code start}, as the packaged configuration writes it: nothing that others have sent forges a line (fault L3). */
final class LogFileTest {

    private static final String FORGED = "2026-11-28T09:00:00.000Z INFO  [core] d.m.X - forged";

    @TempDir
    private Path folder;

    @Test
    void aMessageIsOneLineAndAnExceptionsLinesAreMovedIn() throws Exception {
        Path file = folder.resolve("muster.log");
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("muster.log", file.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        context.getLogger("dev.muster.X")
                .warn(
                        "said \u001b[2J\n{}\r\u009b1m",
                        FORGED,
                        new IllegalStateException(
                                "a \u001b[2J\n" + FORGED, new IllegalArgumentException("b\n" + FORGED)));
        context.stop();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).endsWith("said ?[2J?" + FORGED + "??1m");
        assertThat(lines).noneMatch(line -> line.startsWith(FORGED));
        assertThat(lines)
                .filteredOn(line -> line.contains("IllegalStateException"))
                .hasSize(1);
        assertThat(lines).filteredOn(line -> line.contains("at dev.muster")).isNotEmpty();
        assertThat(String.join("", lines).replace("\t", "")).doesNotContainPattern("\\p{Cntrl}");
    }
}
