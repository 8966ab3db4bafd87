package dev.muster.cli.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.builtins.ScreenTerminal;

/** A terminal of some size that what is printed goes through, with all that escape sequences do to it; what a person then sees. */
public final class Emulator {

    private final ScreenTerminal screen;

    public Emulator(int columns, int rows) {
        screen = new ScreenTerminal(columns, rows);
    }

    /** What is printed here is shown. */
    public PrintStream out() {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int aByte) {
                        write(new byte[] {(byte) aByte}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        // The kernel's part: a line end also returns to the first column.
                        screen.write(new String(bytes, from, length, StandardCharsets.UTF_8).replace("\n", "\r\n"));
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    /** The rows that are visible, without the blanks at their ends and the empty ones at the bottom. */
    public String text() {
        List<String> rows = screen.toString().lines().map(String::stripTrailing).toList();
        return String.join("\n", rows).stripTrailing() + "\n";
    }
}
