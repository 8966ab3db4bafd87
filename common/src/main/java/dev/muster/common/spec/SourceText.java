package dev.muster.common.spec;

import java.util.Arrays;

/** The text of a file, with its name and the places where its lines begin. */
final class SourceText {

    private final String fileName;
    private final String text;
    private final int[] lineStarts;

    SourceText(String fileName, String text) {
        this.fileName = Quoted.whole(fileName);
        this.text = text;
        this.lineStarts = lineStarts(text);
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (ends) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    /** In ASCII, as it may be printed. */
    String fileName() {
        return fileName;
    }

    String text() {
        return text;
    }

    /** Counted from 1. */
    int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** In characters, counted from 1. */
    int column(int offset) {
        return offset - lineStarts[line(offset) - 1] + 1;
    }

    /** A line without its end; {@code line} counts from 1. */
    String lineText(int line) {
        int start = lineStarts[line - 1];
        int end = line < lineStarts.length ? lineStarts[line] : text.length();
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }

    /** {@code cluster.json:12:5}, the origin of a setting. */
    String place(Span span) {
        return fileName + ":" + line(span.offset()) + ":" + column(span.offset());
    }

    /** The length of the text literal at {@code offset}, both quotes included. */
    int literalLength(int offset) {
        for (int i = offset + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1 - offset;
            }
        }
        return text.length() - offset;
    }
}
