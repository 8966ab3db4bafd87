package dev.muster.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts for people: durations, cutting, wrapping, and making foreign text harmless. */
public final class Texts {

    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60 * SECOND_MS;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;

    private Texts() {}

    /** A duration in its two largest units, for example {@code 1 min 22 s}; below ten seconds with a tenth. */
    public static String duration(long ms) {
        if (ms < 10 * SECOND_MS) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, ms) / 1000.0);
        }
        return ms < MINUTE_MS ? ms / SECOND_MS + " s" : longDuration(ms);
    }

    /** As {@link #duration}, in whole seconds: for what is redrawn and must not flicker. */
    public static String wholeDuration(long ms) {
        return ms < MINUTE_MS ? Math.max(0, ms) / SECOND_MS + " s" : longDuration(ms);
    }

    private static String longDuration(long ms) {
        if (ms < HOUR_MS) {
            return ms / MINUTE_MS + " min " + ms % MINUTE_MS / SECOND_MS + " s";
        }
        if (ms < DAY_MS) {
            return ms / HOUR_MS + " h " + ms % HOUR_MS / MINUTE_MS + " min";
        }
        return ms / DAY_MS + " d " + ms % DAY_MS / HOUR_MS + " h";
    }

    /** {@code a, b, c and 14 more}: at most {@code max} by name. */
    public static String named(List<String> names, int max) {
        return String.join(", ", names.subList(0, Math.min(max, names.size())))
                + (names.size() > max ? " and " + (names.size() - max) + " more" : "");
    }

    /** {@code 1 host}, {@code 2 hosts}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /**
     * {@code text} with every character that could move the cursor, change the terminal or turn the direction of reading
     * replaced by a question mark, and tabs by a blank.
     */
    public static String printable(String text) {
        if (text.codePoints().allMatch(Texts::isHarmless)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> safe.appendCodePoint(isHarmless(c) ? c : c == '\t' || c == '\n' ? ' ' : '?'));
        return safe.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The same with a capital at its beginning; {@code text} is not empty. */
    public static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** {@code text} in at most {@code columns} columns, with an ellipsis when something was cut. */
    static String clip(String text, int columns, Glyphs glyphs) {
        if (width(text) <= columns) {
            return text;
        }
        String ellipsis = glyphs.ellipsis();
        int kept = columns - width(ellipsis);
        if (kept <= 0) {
            return text.substring(0, text.offsetByCodePoints(0, Math.max(0, columns)));
        }
        return text.substring(0, text.offsetByCodePoints(0, kept)).stripTrailing() + ellipsis;
    }

    /** {@code text} broken between words into lines of at most {@code columns}; a longer word keeps its own line. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            if (line.length() > 0 && width(line.toString()) + 1 + width(word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
