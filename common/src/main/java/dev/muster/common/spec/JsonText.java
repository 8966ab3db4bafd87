package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import java.util.List;

/** A text that is a JSON object, with comments and trailing commas, and where its parts end. */
final class JsonText {

    private final String text;
    private final Obj root;

    private JsonText(String text, Obj root) {
        this.text = text;
        this.root = root;
    }

    static JsonText read(String text) throws Unreadable {
        if (JsonTreeReader.read(new SourceText("", text)) instanceof Obj root) {
            return new JsonText(text, root);
        }
        throw new Unreadable(ProblemCode.EMPTY_FILE, Span.START, "it is no JSON object", "");
    }

    String text() {
        return text;
    }

    Obj root() {
        return root;
    }

    /** The value as it is written. */
    String of(PositionedJson value) {
        return text.substring(value.offset(), end(value));
    }

    /** Behind the last character of the value. */
    int end(PositionedJson value) {
        if (value instanceof Obj object) {
            return close(object) + 1;
        }
        if (value instanceof Arr array) {
            List<PositionedJson> elements = array.elements();
            int from = elements.isEmpty() ? array.offset() + 1 : end(elements.get(elements.size() - 1));
            return behindComma(from) + 1;
        }
        return value.offset() + value.length();
    }

    /** Of the closing brace. */
    int close(Obj object) {
        List<Member> members = object.members();
        return behindComma(
                members.isEmpty()
                        ? object.offset() + 1
                        : end(members.get(members.size() - 1).value()));
    }

    /** Of the next character that says something, a comma aside. */
    private int behindComma(int from) {
        int next = skip(from);
        return text.charAt(next) == ',' ? skip(next + 1) : next;
    }

    /** The comma behind a value that ends at {@code end}; -1 for none. */
    int comma(int end) {
        int next = skip(end);
        return text.charAt(next) == ',' ? next : -1;
    }

    /** Of the next character that is neither white space nor of a comment. */
    private int skip(int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '#' || text.startsWith("//", i)) {
                i = endOfLine(i);
            } else if (text.startsWith("/*", i)) {
                i = text.indexOf("*/", i + 2) + 2;
            } else if (c <= ' ') {
                i++;
            } else {
                return i;
            }
        }
        return i;
    }

    /** Of the line's end, or of the text's. */
    int endOfLine(int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    /** Of the first character of the line. */
    int startOfLine(int from) {
        int i = from;
        while (i > 0 && text.charAt(i - 1) != '\n' && text.charAt(i - 1) != '\r') {
            i--;
        }
        return i;
    }

    /** Whether nothing but blanks stands from {@code from} to {@code to}. */
    boolean isBlank(int from, int to) {
        return text.substring(from, to).isBlank();
    }
}
