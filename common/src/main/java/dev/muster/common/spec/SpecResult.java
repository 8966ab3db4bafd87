package dev.muster.common.spec;

import dev.muster.common.model.SpecHash;
import dev.muster.common.model.spec.ClusterSpec;
import java.util.List;

/** What a cluster.json comes to: a definition, perhaps with warnings, or the problems that it is refused for. */
public sealed interface SpecResult {

    /** Of the exact bytes, valid or not. */
    SpecHash hash();

    /** In the order of the file; at most 500. */
    List<Problem> problems();

    /** The problems as an operator reads them, with their lines and a count; ASCII only; empty when there are none. */
    List<String> text();

    /** A definition that can be used; its problems are warnings. */
    record Valid(ClusterSpec spec, SpecHash hash, List<Problem> problems, List<String> text) implements SpecResult {
        public Valid {
            problems = List.copyOf(problems);
            text = List.copyOf(text);
        }
    }

    /** A file that is refused; at least one of its problems is an error. */
    record Invalid(SpecHash hash, List<Problem> problems, List<String> text) implements SpecResult {
        public Invalid {
            problems = List.copyOf(problems);
            text = List.copyOf(text);
        }
    }
}
