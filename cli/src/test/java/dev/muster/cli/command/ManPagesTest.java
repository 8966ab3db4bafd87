package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ManPagesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/screens/muster-explain.1");

    @TempDir
    private Path folder;

    private CommandLine root() {
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        return MusterCommand.commandLine(
                new CommandsUnderTest(folder).surroundings(), options -> 0, options -> 0, nowhere, nowhere);
    }

    @Test
    void everyCommandThatIsShownHasAPageWithAllItsOptions() {
        CommandLine root = root();
        Map<String, String> pages = ManPages.of(root, "0.1.0");
        assertThat(pages)
                .containsKeys("muster.1", "muster-logs.1", "muster-access-create.1")
                .doesNotContainKey("muster-" + NamesCommand.NAME + ".1");
        Completions.of(root).forEach((path, place) -> {
            String page = pages.get(("muster " + path).strip().replace(' ', '-') + ".1");
            assertThat(page).as(path).contains(".SH SYNOPSIS", ".SH EXIT STATUS");
            place.options().forEach(option -> option.names()
                    .forEach(name -> assertThat(page).contains("\\fB" + name.replace("-", "\\-") + "\\fR")));
        });
    }

    @Test
    void aPageIsWhatMan7Wants() throws IOException {
        String page = ManPages.of(root(), "0.1.0").get("muster-explain.1");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, page);
        }
        assertThat(page).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void manShowsEachWithoutAWarning() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/man")), "man is not installed");
        ManPages.main(new String[] {folder.resolve("man1").toString(), "0.1.0"});
        Path warnings = folder.resolve("warnings");
        Path shown = folder.resolve("shown");
        try (var files = Files.list(folder.resolve("man1"))) {
            for (Path file : files.sorted().toList()) {
                ProcessBuilder man = new ProcessBuilder(
                                "/usr/bin/man", "--warnings=w", "-E", "UTF-8", "-P", "cat", "-l", file.toString())
                        .redirectOutput(shown.toFile())
                        .redirectError(warnings.toFile());
                man.environment().put("MANWIDTH", "80");
                man.environment().put("LC_ALL", "C.UTF-8");
                assertThat(man.start().waitFor()).as(file.toString()).isZero();
                assertThat(warnings).as(file.toString()).isEmptyFile();
                String text = Files.readString(shown, StandardCharsets.UTF_8);
                assertThat(text).contains("NAME", "OPTIONS", "EXIT STATUS");
            }
        }
    }
}
