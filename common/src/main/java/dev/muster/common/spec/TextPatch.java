package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.TreeMerge.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes members of a text, and leaves every other character of it as it is; comments too, those beside what is removed. */
final class TextPatch {

    private static final String INDENT = "  ";

    private final JsonText json;
    private final String text;
    private final List<Piece> pieces = new ArrayList<>();

    TextPatch(JsonText json) {
        this.json = json;
        this.text = json.text();
    }

    /** A piece of the text and what comes in its place. */
    private record Piece(int from, int to, String replacement) {}

    /** The text with the edits. */
    String patched(List<Edit> edits) {
        Map<Obj, List<Edit>> byParent = new IdentityHashMap<>();
        List<Obj> parents = new ArrayList<>();
        for (Edit edit : edits) {
            byParent.computeIfAbsent(edit.parent(), parent -> {
                        parents.add(parent);
                        return new ArrayList<>();
                    })
                    .add(edit);
        }
        parents.forEach(parent -> patch(parent, byParent.getOrDefault(parent, List.of())));
        // From the end to the beginning; of two at one place what is removed first, so that what is added stays in
        // front of it.
        pieces.sort(
                Comparator.comparingInt(Piece::from).thenComparingInt(Piece::to).reversed());
        StringBuilder patched = new StringBuilder(text);
        pieces.forEach(piece -> patched.replace(piece.from(), piece.to(), piece.replacement()));
        return patched.toString();
    }

    private void patch(Obj parent, List<Edit> edits) {
        List<Member> removed = new ArrayList<>();
        List<Edit> added = new ArrayList<>();
        for (Edit edit : edits) {
            Member old = edit.old();
            String value = edit.value();
            if (old == null) {
                added.add(edit);
            } else if (value == null) {
                removed.add(old);
                remove(old);
            } else {
                pieces.add(new Piece(old.value().offset(), json.end(old.value()), value));
            }
        }
        if (!added.isEmpty()) {
            Member last = parent.members().stream()
                    .filter(member -> removed.stream().noneMatch(gone -> gone == member))
                    .reduce((one, next) -> next)
                    .orElse(null);
            add(parent, last, added);
        }
    }

    /** With its comma, and with its lines when nothing else stands on them. A comma that is left over is no mistake in such a file. */
    private void remove(Member member) {
        int end = json.end(member.value());
        int comma = json.comma(end);
        int to = comma >= 0 && json.isBlank(end, comma) ? comma + 1 : end;
        int line = json.startOfLine(member.offset());
        int lineEnd = json.endOfLine(to);
        boolean isAlone = json.isBlank(line, member.offset()) && json.isBlank(to, lineEnd) && lineEnd < text.length();
        if (comma >= to) {
            pieces.add(new Piece(comma, comma + 1, ""));
        }
        if (isAlone) {
            int next = text.startsWith("\r\n", lineEnd) ? lineEnd + 2 : lineEnd + 1;
            pieces.add(new Piece(line, next, ""));
        } else {
            pieces.add(new Piece(member.offset(), to, ""));
        }
    }

    /** Behind the last member that stays. */
    private void add(Obj parent, @Nullable Member last, List<Edit> added) {
        int close = json.close(parent);
        int line = json.startOfLine(close);
        boolean ownLine = line > parent.offset() && json.isBlank(line, close);
        int lastEnd = last == null ? -1 : json.end(last.value());
        boolean needsComma = last != null && json.comma(lastEnd) < 0;
        if (ownLine) {
            if (needsComma) {
                pieces.add(new Piece(lastEnd, lastEnd, ","));
            }
            String indent = indent(parent, line, close);
            String newLine = text.contains("\r\n") ? "\r\n" : "\n";
            String lines = added.stream()
                    .map(edit -> indent + member(edit))
                    .collect(Collectors.joining("," + newLine, "", (needsComma ? "" : ",") + newLine));
            pieces.add(new Piece(line, line, lines));
        } else {
            String members = added.stream().map(TextPatch::member).collect(Collectors.joining(", "));
            if (last == null) {
                pieces.add(new Piece(close, close, members));
            } else if (needsComma) {
                pieces.add(new Piece(lastEnd, lastEnd, ", " + members));
            } else {
                int behind = json.comma(lastEnd) + 1;
                pieces.add(new Piece(behind, behind, " " + members + ","));
            }
        }
    }

    /** That of the first member that begins its line. */
    private String indent(Obj parent, int closeLine, int close) {
        return parent.members().stream()
                .filter(member -> json.isBlank(json.startOfLine(member.offset()), member.offset()))
                .findFirst()
                .map(member -> text.substring(json.startOfLine(member.offset()), member.offset()))
                .orElseGet(() -> text.substring(closeLine, close) + INDENT);
    }

    private static String member(Edit edit) {
        return quoted(edit.name()) + ": " + edit.value();
    }

    /** As a JSON text. */
    static String quoted(String name) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : name.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
