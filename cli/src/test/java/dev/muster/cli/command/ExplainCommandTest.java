package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.cli.console.Explanation;
import dev.muster.cli.console.Explanations;
import dev.muster.common.spec.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplainCommandTest {

    /** Where a failure gets its code in the code: {@code Failure.of("CODE", ...}, {@code new Refusal("CODE", ...}. */
    private static final Pattern GIVEN =
            Pattern.compile("(?:Failure\\.of|new Failure|new Refusal|refuse)\\(\\s*\"([A-Z][A-Z0-9_]+)\"");

    @TempDir
    private Path folder;

    @Test
    void everyCodeOfAHostOrACoordinatorIsExplained() throws IOException {
        Set<String> explained =
                Explanations.documented().stream().map(Explanation::code).collect(Collectors.toSet());
        for (ProblemCode code : ProblemCode.values()) {
            assertThat(explained).contains(code.id());
        }
        Set<String> given = new TreeSet<>();
        for (String module : List.of("common", "agent", "coordinator")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher code = GIVEN.matcher(Files.readString(file));
                    while (code.find()) {
                        given.add(code.group(1));
                    }
                }
            }
        }
        assertThat(given).hasSizeGreaterThan(60);
        given.removeAll(explained);
        assertThat(given).as("codes that no table of docs/ explains").isEmpty();
    }

    @Test
    void aCodeIsExplainedHoweverItIsWrittenAndWithoutOneAllAreListed() {
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        assertThat(commands.run("explain", "[port_in_use]")).isZero();
        assertThat(commands.out())
                .contains("PORT_IN_USE", "another process listens", "What to do: end it (ss -ltnp", "docs/failures.md");
        assertThat(commands.run("explain")).isZero();
        assertThat(commands.out()).contains("E020", "DISK_FULL", "NOT_LEADING");
    }
}
