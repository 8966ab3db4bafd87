package dev.muster.common.spec;

import java.util.ArrayList;
import java.util.List;

/** Problems as an operator reads them: place, message, the line, a caret and a hint; ASCII only, whatever the file holds. */
final class ProblemText {

    /** Problems that are printed; a count says how many more there are. */
    static final int PRINTED_MAX = 200;

    /** Characters of a line that are shown, around the place. */
    static final int LINE_MAX = 120;

    private static final int SHOWN_BEFORE = 60;

    private final SourceText source;

    ProblemText(SourceText source) {
        this.source = source;
    }

    List<String> lines(Problems problems) {
        List<Problem> sorted = problems.sorted();
        List<String> lines = new ArrayList<>();
        sorted.stream().limit(PRINTED_MAX).forEach(problem -> append(problem, lines));
        int more = problems.errors() + problems.warnings() - Math.min(sorted.size(), PRINTED_MAX);
        if (more > 0) {
            lines.add("... and " + more + " more");
        }
        if (!sorted.isEmpty()) {
            lines.add(summary(problems));
        }
        return lines;
    }

    private String summary(Problems problems) {
        String in = " in " + source.fileName();
        String warnings = counted(problems.warnings(), "warning");
        if (problems.errors() == 0) {
            return warnings + in;
        }
        String errors = counted(problems.errors(), "error");
        return errors + (problems.warnings() == 0 ? "" : ", " + warnings) + in + ". Nothing was started.";
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private void append(Problem problem, List<String> lines) {
        lines.add(source.fileName() + ":" + problem.line() + ":" + problem.column() + ": "
                + (problem.isError() ? "error " : "warning ") + problem.code().id() + ": " + problem.message());
        String number = Integer.toString(problem.line());
        String text = source.lineText(problem.line());
        int from = Math.max(0, problem.column() - 1 - SHOWN_BEFORE);
        if (text.length() <= LINE_MAX) {
            from = 0;
        }
        int to = Math.min(text.length(), from + LINE_MAX);
        int at = Math.min(problem.column() - 1, to);
        int until = Math.min(at + problem.length(), to);
        String before = (from > 0 ? "..." : "") + shown(text, from, at);
        String marked = shown(text, at, until);
        lines.add(" " + number + " | " + before + marked + shown(text, until, to) + (to < text.length() ? "..." : ""));
        lines.add(" " + " ".repeat(number.length()) + " | " + " ".repeat(before.length()) + "^"
                + "~".repeat(Math.max(0, marked.length() - 1))
                + (problem.hint().isEmpty() ? "" : " " + problem.hint()));
    }

    private static String shown(String text, int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            out.append(c == '\t' ? " " : Quoted.escaped(c));
        }
        return out.toString();
    }
}
