package dev.muster.common.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file. Beyond {@value #KEPT_MAX} they are only counted. */
final class Problems {

    /** More than anybody reads, and far more than one slip makes. */
    static final int KEPT_MAX = 500;

    private static final Comparator<Problem> ORDER = Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::code)
            .thenComparing(Problem::message);

    private final SourceText source;
    private final List<Problem> kept = new ArrayList<>();
    private int errors;
    private int warnings;

    Problems(SourceText source) {
        this.source = source;
    }

    void add(ProblemCode code, Span at, String message, String hint) {
        if (code.isError()) {
            errors++;
        } else {
            warnings++;
        }
        if (kept.size() < KEPT_MAX) {
            int offset = Math.min(at.offset(), source.text().length());
            kept.add(new Problem(
                    code, source.line(offset), source.column(offset), Math.max(1, at.length()), message, hint));
        }
    }

    /** For hints that name another place. */
    int lineOf(Span span) {
        return source.line(span.offset());
    }

    boolean has(ProblemCode code) {
        return kept.stream().anyMatch(p -> p.code() == code);
    }

    /** Whether further problems are only counted: then they need no costly hints. */
    boolean isFull() {
        return kept.size() >= KEPT_MAX;
    }

    int errors() {
        return errors;
    }

    int warnings() {
        return warnings;
    }

    /** In the order of the file. */
    List<Problem> sorted() {
        return kept.stream().sorted(ORDER).toList();
    }
}
