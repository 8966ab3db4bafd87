package dev.muster.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the other side of our three streams. The launcher finds out what Java cannot and passes it as properties.
 *
 * @param inputIsTerminal whether a person can be asked
 * @param outputIsTerminal whether standard output is looked at by a person
 * @param errorIsTerminal whether standard error is
 * @param redrawable whether standard output understands cursor movements
 * @param colour whether standard output is to be coloured
 * @param unicode whether the locale is UTF-8
 * @param columns width of a line
 * @param rows height, {@value #ROWS_DEFAULT} when it is not known
 */
public record Terminal(
        boolean inputIsTerminal,
        boolean outputIsTerminal,
        boolean errorIsTerminal,
        boolean redrawable,
        boolean colour,
        boolean unicode,
        int columns,
        int rows) {

    public static final int COLUMNS_DEFAULT = 80;
    public static final int ROWS_DEFAULT = 24;

    /** Narrower is drawn as if it were this wide: a line that wraps is better than one without content. */
    public static final int COLUMNS_MIN = 20;

    private static final int PIPED_COLUMNS = 400;
    private static final int SIZE_MAX = 1000;

    /** The terminal of this process. */
    public static Terminal ofProcess() {
        return of(System.getenv(), System::getProperty);
    }

    /**
     * Reads the facts.
     *
     * @param environment of the process: TERM, NO_COLOR, FORCE_COLOR and the locale
     * @param property system properties {@code muster.tty.in}, {@code .out}, {@code .err}, {@code muster.columns}, {@code muster.rows}
     */
    public static Terminal of(Map<String, String> environment, UnaryOperator<@Nullable String> property) {
        boolean output = isTrue(property.apply("muster.tty.out"));
        boolean dumb = "dumb".equals(environment.get("TERM"));
        return new Terminal(
                isTrue(property.apply("muster.tty.in")),
                output,
                isTrue(property.apply("muster.tty.err")),
                output && !dumb,
                isColoured(environment, output && !dumb),
                isUnicode(environment),
                Math.max(COLUMNS_MIN, size(property.apply("muster.columns"), COLUMNS_DEFAULT)),
                size(property.apply("muster.rows"), ROWS_DEFAULT));
    }

    /** How wide a command's answer may be. A pipe has no edge: nothing is cut there that a script may look for. */
    public int textColumns() {
        return outputIsTerminal ? columns : PIPED_COLUMNS;
    }

    /** Prints a command's answer, coloured where that is wanted. */
    public void print(List<Line> lines, PrintWriter out) {
        lines.forEach(line -> out.println(colour ? line.painted() : line.plain()));
    }

    public Glyphs glyphs() {
        return unicode ? Glyphs.UNICODE : Glyphs.ASCII;
    }

    private static boolean isColoured(Map<String, String> environment, boolean otherwise) {
        String forced = environment.getOrDefault("FORCE_COLOR", "");
        if (!forced.isEmpty()) {
            return !forced.equals("0") && !forced.equals("false");
        }
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && otherwise;
    }

    /** The first of the three variables that is set decides, as in setlocale(3). */
    private static boolean isUnicode(Map<String, String> environment) {
        for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(variable, "");
            if (!locale.isEmpty()) {
                return locale.toLowerCase(java.util.Locale.ROOT)
                        .replace("-", "")
                        .contains("utf8");
            }
        }
        return false;
    }

    private static boolean isTrue(@Nullable String text) {
        return "true".equals(text);
    }

    private static int size(@Nullable String text, int otherwise) {
        if (text == null || !text.matches("[1-9][0-9]{0,5}")) {
            return otherwise;
        }
        return Math.min(SIZE_MAX, Integer.parseInt(text));
    }
}
