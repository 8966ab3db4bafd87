package dev.muster.common.spec;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The smallest pieces of JSON, and what people write instead of them. */
final class SyntaxTokens {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)([.][0-9]++)?([eE][+-]?[0-9]++)?");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.+-]++");
    private static final Set<String> YES = Set.of("true", "yes", "on");
    private static final Set<String> NO = Set.of("false", "no", "off");
    private static final String TYPOGRAPHIC = "\u201c\u201d\u201e\u00ab\u00bb";

    private final String text;

    SyntaxTokens(String text) {
        this.text = text;
    }

    /** The next character that is neither white space nor in a comment; the length of the text when there is none. */
    int skipBlank(int from) throws Unreadable {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else if (c == '#' || text.startsWith("//", at)) {
                at = endOfComment(at, endOfLine(at));
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw new Unreadable(
                            ProblemCode.ENDS_EARLY, Span.at(at, 2), "this comment is never closed", "write */");
                }
                at = endOfComment(at, end + 2);
            } else if (c == '/') {
                throw wrong(at, 1, "a comment begins with // or /* or #", "");
            } else {
                return at;
            }
        }
        return at;
    }

    private int endOfComment(int from, int end) throws Unreadable {
        for (int at = from; at < end; at++) {
            char c = text.charAt(at);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                throw wrong(at, 1, "a control character inside a comment", "remove it");
            }
        }
        return end;
    }

    private int endOfLine(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** The end of the text, number or word that begins here. */
    int endOfValue(int at) throws Unreadable {
        char c = text.charAt(at);
        if (c == '"') {
            return endOfText(at);
        }
        String word = wordAt(at);
        if (word.equals("true") || word.equals("false") || word.equals("null")) {
            return at + word.length();
        }
        if (word.isEmpty()) {
            throw unexpected(at, "a value");
        }
        Matcher number = NUMBER.matcher(word);
        if (number.lookingAt()) {
            if (number.end() < word.length()) {
                throw wrong(at, word.length(), Quoted.bare(word) + " is neither a number nor a text", quote(word));
            }
            return at + word.length();
        }
        throw notAValue(at, word);
    }

    private Unreadable notAValue(int at, String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.endsWith("nan") || lower.endsWith("infinity")) {
            return wrong(at, word.length(), Quoted.bare(word) + " is not a number of JSON", "");
        }
        if (YES.contains(lower) || NO.contains(lower)) {
            String instead = YES.contains(lower) ? "true" : "false";
            return wrong(at, word.length(), Quoted.bare(word) + " is not a word of JSON", "write " + instead);
        }
        return wrong(at, word.length(), Quoted.bare(word) + " is not a word of JSON", quote(word));
    }

    private static String quote(String word) {
        return "a text stands in double quotes: " + Quoted.of(word);
    }

    /** The position after the closing quote of the text that begins here. */
    int endOfText(int start) throws Unreadable {
        int at = start + 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            } else if (c == '\\') {
                at = endOfEscape(at);
            } else if (c == '\n' || c == '\r') {
                throw wrong(start, at - start, "this text is not closed on its line", "write \" at its end");
            } else if (c < ' ') {
                throw wrong(at, 1, "a control character inside a text", "write it as " + Quoted.escaped(c));
            } else {
                at++;
            }
        }
        throw new Unreadable(
                ProblemCode.ENDS_EARLY,
                Span.at(start, text.length() - start),
                "the file ends before this text is closed",
                "write \" at its end");
    }

    private int endOfEscape(int at) throws Unreadable {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if ("\"\\/bfnrt".indexOf(kind) >= 0) {
            return at + 2;
        }
        int end = at + 6;
        if (kind == 'u' && end <= text.length() && text.substring(at + 2, end).matches("[0-9a-fA-F]{4}")) {
            return end;
        }
        if (kind == 'u') {
            throw wrong(at, 2, "\\u needs four hexadecimal digits", "");
        }
        throw wrong(at, 1, "a backslash inside a text needs one of \" \\ / b f n r t u after it", "write \\\\ for \\");
    }

    /** For something that stands where a key is expected. */
    Unreadable notAKey(int at) {
        String word = wordAt(at);
        if (word.isEmpty()) {
            return unexpected(at, "a key in double quotes");
        }
        return wrong(at, word.length(), "a key stands in double quotes", "write " + Quoted.of(word));
    }

    private Unreadable unexpected(int at, String expected) {
        char c = text.charAt(at);
        if (c == '\'') {
            return wrong(at, 1, "texts stand in double quotes, not in single ones", "write \" instead of '");
        }
        if (TYPOGRAPHIC.indexOf(c) >= 0) {
            return wrong(at, 1, "this is a typographic quote", "write \" instead");
        }
        if (Character.isSpaceChar(c) || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            return wrong(at, 1, String.format("an invisible character (U+%04X)", (int) c), "remove it");
        }
        String found = c == '{' || c == '[' ? "not " + c : "not " + Quoted.bare(String.valueOf(c));
        return wrong(at, 1, expected + " is expected here, " + found, "");
    }

    /** How much to underline of what stands here. */
    int lengthToShow(int at) {
        if (text.charAt(at) == '"') {
            int line = endOfLine(at);
            int end = text.indexOf('"', at + 1);
            return end > 0 && end < line ? end + 1 - at : line - at;
        }
        return Math.max(1, wordAt(at).length());
    }

    private String wordAt(int at) {
        Matcher word = WORD.matcher(text).region(at, text.length());
        return word.lookingAt() ? word.group() : "";
    }

    private static Unreadable wrong(int at, int length, String message, String hint) {
        return new Unreadable(ProblemCode.SYNTAX, Span.at(at, length), message, hint);
    }
}
