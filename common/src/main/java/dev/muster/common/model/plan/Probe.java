package dev.muster.common.model.plan;

import dev.muster.common.model.ProbeLevel;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question asked again and again of a running component, or of its peers about it.
 *
 * @param name unique in its definition
 * @param level what passing proves
 * @param target what is asked
 * @param checks what the answer must say; all of them
 * @param captures facts to keep from the answer: name to path
 * @param intervalMs between two tries
 * @param timeoutMs of one try
 * @param unjoined when a component that its peers deny to know is restarted; null for never
 */
public record Probe(
        String name,
        ProbeLevel level,
        Target target,
        List<Check> checks,
        SortedMap<String, String> captures,
        long intervalMs,
        long timeoutMs,
        @Nullable Unjoined unjoined) {

    public Probe {
        checks = List.copyOf(checks);
        captures = Collections.unmodifiableSortedMap(new TreeMap<>(captures));
    }

    /** What is asked. Every answer is a JSON document, so that all checks are of one kind. */
    public sealed interface Target {
        /** Passes when the port accepts a connection. The answer is {@code {}}. */
        record Tcp(String host, int port) implements Target {}

        /**
         * GET; any status below 400 is an answer, and the body is the document ({@code {"text": ...}} when it is not JSON).
         *
         * @param urls asked one after another until the answer of one passes all checks
         */
        record Http(List<String> urls) implements Target {
            public Http {
                urls = List.copyOf(urls);
            }
        }

        /** One CQL query over the native protocol; the document is the array of its rows, one object a row. */
        record Cql(String host, int port, String query) implements Target {}

        /** Passes when a line of the component's output matches. A hint at best: texts change between versions. */
        record Log(String pattern) implements Target {}

        /**
         * Attributes of a management bean of the component's JVM, through its attach mechanism; the document is an object with
         * one member each. Only in {@link Leave#done}.
         */
        record Mbean(String object, List<String> attributes) implements Target {
            public Mbean {
                attributes = List.copyOf(attributes);
            }
        }

        /** A command; exit code 0 is an answer, and its output is the document ({@code {"text": ...}} when it is not JSON). */
        record Exec(List<String> argv) implements Target {
            public Exec {
                argv = List.copyOf(argv);
            }
        }
    }

    /**
     * One condition on the document.
     *
     * @param path names separated by slashes; a name goes to the member of an object, or of each element of an array.
     *     {@code [name=value]} keeps the elements of an array where it holds, {@code [name]} those that have the member; both may
     *     be repeated: {@code /workers[host=127.0.0.2][state=ALIVE]}. An array at the end stands for its elements, null counts as
     *     not there. The empty path is the document
     * @param match how what is found is judged
     * @param value to compare with
     */
    public record Check(String path, Match match, String value) {}

    /**
     * When a component is restarted that was joined and is not any more, although it lives (docs/adr/0005).
     *
     * @param afterMs how long those who must know have to deny it, without a break
     * @param authority what an answer must say so that it comes from somebody who must know; all of them
     */
    public record Unjoined(long afterMs, List<Check> authority) {
        public Unjoined {
            authority = List.copyOf(authority);
        }
    }

    /** How what a path finds is judged. */
    public enum Match {
        /** Something is there; the value is not used. */
        EXISTS,
        /** One value, equal as text. */
        EQUALS,
        /** One value, different as text. */
        DIFFERS,
        /** One value, equal to one of a comma-separated list. */
        ONE_OF,
        /** The number of values found. */
        COUNT,
        /** The least number of values found. */
        COUNT_AT_LEAST,
        /** One value, a whole number, and at least this. */
        AT_LEAST
    }
}
