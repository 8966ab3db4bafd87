package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Screens as files that a reviewer reads: what an emulated terminal shows when they are printed in colour. {@code
 * -Dgolden.update=true} writes them anew.
 */
public final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/screens");

    private Golden() {}

    /** The same on a terminal of 80 columns. */
    static void check(String name, List<Line> lines) throws IOException {
        check(name, 80, lines);
    }

    /** A line that is longer than {@code columns} goes on in the next row, as on a terminal. */
    static void check(String name, int columns, List<Line> lines) throws IOException {
        Emulator terminal = new Emulator(columns, 2 * lines.size() + 1);
        PrintStream out = terminal.out();
        lines.forEach(line -> out.println(line.painted()));
        check(name, terminal.text());
    }

    /** {@code text} is what a terminal shows. */
    public static void check(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text);
        }
        assertThat(text)
                .as("%s; if it is meant so, run with -Dgolden.update=true", file)
                .isEqualTo(Files.readString(file));
    }
}
