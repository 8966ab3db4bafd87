package dev.muster.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/** One picture after another: on a terminal each in the place of the one before, elsewhere one below the other. */
public final class WatchScreen implements AutoCloseable {

    private final Terminal terminal;
    private final PrintWriter out;
    private final LiveArea area;
    private final Thread restoring;
    private boolean isFirst = true;

    private WatchScreen(Terminal terminal, PrintWriter out) {
        this.terminal = terminal;
        this.out = out;
        Consumer<String> writing = text -> {
            out.print(text);
            out.flush();
        };
        this.area = new LiveArea(writing, terminal.colour(), terminal.rows());
        this.restoring = new Thread(area::close, "watch-restore");
    }

    /** The terminal gets its cursor back however the program ends. */
    public static WatchScreen open(Terminal terminal, PrintWriter out) {
        WatchScreen screen = new WatchScreen(terminal, out);
        Runtime.getRuntime().addShutdownHook(screen.restoring);
        return screen;
    }

    /**
     * The next picture.
     *
     * @param changed whether it differs in more than in ages; what cannot be drawn over is printed only then
     */
    public void show(List<Line> picture, boolean changed) {
        if (terminal.redrawable()) {
            int columns = terminal.columns() - 1; // a line as long as the terminal makes some of them wrap
            area.draw(picture.stream()
                    .map(line -> line.clipped(columns, terminal.glyphs()))
                    .toList());
        } else if (changed) {
            if (!isFirst) {
                out.println();
            }
            isFirst = false;
            terminal.print(picture, out);
            out.flush();
        }
    }

    /** A line that stays; above the picture on a terminal, else on {@code err}. */
    public void note(String line, PrintWriter err) {
        if (terminal.redrawable()) {
            area.history(List.of(Line.of(line)));
        } else {
            err.println(line);
            err.flush();
        }
    }

    @Override
    public void close() {
        area.close();
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook does the same: closing twice does no harm.
        }
    }
}
