package dev.muster.common.spec;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds words for the first thing in a text that is no JSON. Jackson knows that a text is wrong and roughly where; this walk
 * over the same grammar knows what was open and what was expected, and so what to write instead.
 */
final class SyntaxDiagnosis {

    private enum Expect {
        VALUE,
        VALUE_OR_END,
        KEY_OR_END,
        COLON,
        COMMA_OR_END,
        NOTHING
    }

    private record Opened(char bracket, int offset) {}

    private final SourceText source;
    private final String text;
    private final SyntaxTokens tokens;
    private final Deque<Opened> open = new ArrayDeque<>();
    private Expect expect = Expect.VALUE;
    private String lastKey = "";
    private int at;

    private SyntaxDiagnosis(SourceText source) {
        this.source = source;
        this.text = source.text();
        this.tokens = new SyntaxTokens(text);
    }

    /** What to tell of a text that Jackson refused near {@code refusedAt}. */
    static Unreadable of(SourceText source, int refusedAt) {
        try {
            new SyntaxDiagnosis(source).walk();
        } catch (Unreadable found) {
            return found;
        }
        int offset = Math.max(0, Math.min(refusedAt, source.text().length()));
        return new Unreadable(ProblemCode.SYNTAX, Span.at(offset, 1), "this is not JSON", "");
    }

    private void walk() throws Unreadable {
        at = tokens.skipBlank(0);
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (expect) {
                case VALUE -> value(c);
                case VALUE_OR_END -> valueOrEnd(c);
                case KEY_OR_END -> keyOrEnd(c);
                case COLON -> colon(c);
                case COMMA_OR_END -> commaOrEnd(c);
                case NOTHING -> nothing(c);
            }
            at = tokens.skipBlank(at);
        }
        if (expect != Expect.NOTHING) {
            throw endsEarly();
        }
    }

    private Unreadable endsEarly() {
        Opened opened = open.peek();
        int last = Math.max(0, text.stripTrailing().length() - 1);
        if (opened == null) {
            return new Unreadable(ProblemCode.EMPTY_FILE, Span.START, "the file is empty", JsonTreeReader.emptyHint());
        }
        String where = "the " + opened.bracket() + " of line " + source.line(opened.offset());
        return new Unreadable(
                ProblemCode.ENDS_EARLY,
                Span.at(last, 1),
                "the file ends before " + where + " is closed",
                "write the missing " + closing(opened.bracket()));
    }

    private void value(char c) throws Unreadable {
        if (c == '{' || c == '[') {
            open.push(new Opened(c, at));
            at++;
            expect = c == '{' ? Expect.KEY_OR_END : Expect.VALUE_OR_END;
            return;
        }
        if (c == ',' || c == '}' || c == ']' || c == ':') {
            String of = lastKey.isEmpty() ? "" : " of " + Quoted.of(lastKey);
            throw wrong(1, "the value" + of + " is missing before " + c, "");
        }
        at = tokens.endOfValue(at);
        expect = afterValue();
    }

    private void valueOrEnd(char c) throws Unreadable {
        if (c == ']') {
            close(c);
        } else if (c == ',') {
            throw wrong(1, "a comma too many", "remove it");
        } else if (c == '}') {
            close(c);
        } else {
            lastKey = "";
            value(c);
        }
    }

    private void keyOrEnd(char c) throws Unreadable {
        if (c == '"') {
            int end = tokens.endOfText(at);
            lastKey = text.substring(at + 1, end - 1);
            at = end;
            expect = Expect.COLON;
        } else if (c == '}' || c == ']') {
            close(c);
        } else if (c == ',') {
            throw wrong(1, "a comma too many", "remove it");
        } else if (c == ':') {
            throw wrong(1, "a key is missing before :", "write \"key\": value");
        } else {
            throw tokens.notAKey(at);
        }
    }

    private void colon(char c) throws Unreadable {
        if (c != ':') {
            String instead = "write " + Quoted.of(lastKey) + ": and then its value";
            if (c == '=') {
                instead = "write : instead of =";
            } else if (lastKey.indexOf(':') >= 0) {
                instead = "perhaps a \" is missing in this key";
            }
            throw wrong(1, "a colon is missing after " + Quoted.of(lastKey), instead);
        }
        at++;
        expect = Expect.VALUE;
    }

    private void commaOrEnd(char c) throws Unreadable {
        if (c == ',') {
            at++;
            Opened opened = open.peek();
            expect = opened != null && opened.bracket() == '[' ? Expect.VALUE_OR_END : Expect.KEY_OR_END;
        } else if (c == '}' || c == ']') {
            close(c);
        } else if (c == ';') {
            throw wrong(1, "a comma is missing before ;", "write , instead of ;");
        } else {
            int length = tokens.lengthToShow(at);
            throw wrong(length, "a comma is missing before " + Quoted.bare(text.substring(at, at + length)), "");
        }
    }

    private void nothing(char c) throws Unreadable {
        String message = c == '}' || c == ']' ? "this " + c + " closes nothing" : "there is text after the end";
        throw new Unreadable(
                ProblemCode.TEXT_AFTER_END,
                Span.at(at, tokens.lengthToShow(at)),
                message,
                "a definition is one object and nothing after it");
    }

    private void close(char c) throws Unreadable {
        Opened opened = open.pop();
        char wanted = closing(opened.bracket());
        if (c != wanted) {
            String of = opened.bracket() + " of line " + source.line(opened.offset());
            throw wrong(1, "this " + c + " does not close the " + of, "write " + wanted + " first");
        }
        at++;
        expect = afterValue();
    }

    private Expect afterValue() {
        return open.isEmpty() ? Expect.NOTHING : Expect.COMMA_OR_END;
    }

    private static char closing(char bracket) {
        return bracket == '{' ? '}' : ']';
    }

    private Unreadable wrong(int length, String message, String hint) {
        return new Unreadable(ProblemCode.SYNTAX, Span.at(at, length), message, hint);
    }
}
