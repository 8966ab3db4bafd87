package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Misuses of the command line: each line of {@code misuses.args} with its exit code and what is said, as in
 * {@code misuses.txt}. To add one, write its line and run this test with {@code -Dgolden.write=true}; then read the text as the
 * operator would. {@code DIR} is an empty folder, {@code \e} is ESC, {@code \0} nothing at all.
 */
final class MisusesTest {

    private static final Path ARGUMENTS = Path.of("src/test/resources/misuses.args");
    private static final Path GOLDEN = Path.of("src/test/resources/misuses.txt");

    @TempDir
    private Path folder;

    @Test
    void eachEndsWithItsExitCodeAndWords() throws IOException {
        List<String> misuses = Files.readAllLines(ARGUMENTS);
        StringBuilder all = new StringBuilder();
        for (String misuse : misuses) {
            CommandsUnderTest commands = new CommandsUnderTest(folder);
            int exit = commands.run(arguments(misuse));
            assertThat(exit).as(misuse).isNotZero();
            assertThat(commands.err() + commands.out())
                    .as(misuse)
                    .doesNotContain("\tat ", "Exception", "\u001b", "this should not have happened");
            all.append("$ muster ").append(misuse).append('\n');
            all.append((commands.err() + commands.out()).replace(folder.toString(), "DIR"));
            all.append("exit ").append(exit).append("\n\n");
            assertThat(commands.started).as(misuse).isEmpty();
        }
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, all);
        }
        assertThat(all.toString()).isEqualTo(Files.readString(GOLDEN));
        assertThat(misuses).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    }

    private String[] arguments(String line) {
        List<String> arguments = new ArrayList<>();
        for (String word : line.split(" ")) {
            arguments.add(
                    word.equals("\\0") ? "" : word.replace("\\e", "\u001b").replace("DIR", folder.toString()));
        }
        return arguments.toArray(String[]::new);
    }
}
