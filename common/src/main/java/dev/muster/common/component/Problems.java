package dev.muster.common.component;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong in one file, so that its author sees all of it at once. */
final class Problems {

    /** A file with more is not a definition; the rest is not worth reading. */
    static final int PROBLEMS_MAX = 100;

    private final String file;
    private final List<DefinitionProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(ConfigOrigin origin, String message, String hint) {
        add(origin.lineNumber(), message, hint);
    }

    void add(int line, String message, String hint) {
        if (found.size() < PROBLEMS_MAX) {
            found.add(new DefinitionProblem(file, Math.max(line, 0), message, hint));
        }
    }

    String file() {
        return file;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, in the order of the lines. */
    List<DefinitionProblem> list() {
        return found.stream()
                .sorted(Comparator.comparingInt(DefinitionProblem::line))
                .toList();
    }
}
