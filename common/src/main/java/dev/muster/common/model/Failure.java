package dev.muster.common.model;

import java.util.List;

/**
 * An expected failure, as a value: what happened, and what to do next.
 *
 * @param code stable, documented, upper case with underscores, for example {@code PORT_IN_USE}
 * @param message what happened and where, one sentence
 * @param hint what to do next, if possible a command; empty when there is nothing to do
 * @param detail further lines, such as the last lines of a log; at most {@value #DETAIL_LINES_MAX}
 */
public record Failure(String code, String message, String hint, List<String> detail) {

    /** More lines are cut from the front: the last ones tell the most. */
    public static final int DETAIL_LINES_MAX = 40;

    public Failure {
        detail = List.copyOf(detail.subList(Math.max(0, detail.size() - DETAIL_LINES_MAX), detail.size()));
    }

    public static Failure of(String code, String message, String hint) {
        return new Failure(code, message, hint, List.of());
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
