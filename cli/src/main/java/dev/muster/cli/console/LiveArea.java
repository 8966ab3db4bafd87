package dev.muster.cli.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lower end of a terminal, drawn over and over, with the history above it. Every change is one write, so that nothing
 * flickers. The area is never higher than the terminal, because the cursor cannot go above its first row.
 */
final class LiveArea {

    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String CLEAR_LINE_END = "\u001b[K";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final Consumer<String> out;
    private final boolean colour;
    private final int rows;
    private List<String> shown = List.of();
    private boolean cursorHidden;

    /**
     * @param colour whether to colour what is drawn
     * @param rows height of the terminal
     */
    LiveArea(PrintStream out, boolean colour, int rows) {
        this(
                text -> {
                    out.print(text);
                    out.flush();
                },
                colour,
                rows);
    }

    /** The same, on whatever shows at once what it is given. */
    LiveArea(Consumer<String> out, boolean colour, int rows) {
        this.out = out;
        this.colour = colour;
        this.rows = rows;
    }

    /** Replaces the area. */
    void draw(List<Line> lines) {
        List<String> next = texts(lines.subList(0, Math.min(lines.size(), rows - 1)));
        if (!next.equals(shown)) {
            write(List.of(), next);
        }
    }

    /** Adds lines to the history; the area stays below them. */
    void history(List<Line> lines) {
        if (!lines.isEmpty()) {
            write(texts(lines), shown);
        }
    }

    /** Leaves the area where it is, as the last piece of history, and gives the cursor back. */
    void close() {
        if (cursorHidden) {
            out.accept(SHOW_CURSOR);
            cursorHidden = false;
        }
        shown = List.of();
    }

    private void write(List<String> history, List<String> next) {
        StringBuilder text = new StringBuilder();
        if (!cursorHidden) {
            text.append(HIDE_CURSOR);
            cursorHidden = true;
        }
        if (!shown.isEmpty()) {
            text.append(String.format(UP, shown.size())).append('\r');
        }
        if (!history.isEmpty() && !shown.isEmpty()) {
            text.append(CLEAR_BELOW);
        }
        history.forEach(line -> text.append(line).append('\n'));
        next.forEach(line -> text.append(line).append(CLEAR_LINE_END).append('\n'));
        if (next.size() < shown.size()) {
            text.append(CLEAR_BELOW);
        }
        out.accept(text.toString());
        shown = next;
    }

    private List<String> texts(List<Line> lines) {
        List<String> texts = new ArrayList<>();
        lines.forEach(line -> texts.add(colour ? line.painted() : line.plain()));
        return texts;
    }
}
