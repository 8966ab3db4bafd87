package dev.muster.agent.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path into a JSON document, as {@link dev.muster.common.model.plan.Probe.Check} describes it:
 * {@code /workers[host=127.0.0.2][state=ALIVE]}.
 *
 * <ul>
 *   <li>{@code /NAME} goes to the member of that name, of an object or of each element of an array;
 *   <li>{@code [NAME=VALUE]} keeps the elements of an array, or the object, whose member says VALUE as text, and
 *       {@code [NAME]} those that have the member at all;
 *   <li>an array that a path ends at stands for its elements, so that they can be counted;
 *   <li>null counts as not there.
 * </ul>
 */
final class DocumentPath {

    private static final int CHARS_MAX = 1024;

    private final List<Step> steps;
    private final String text;

    private DocumentPath(List<Step> steps, String text) {
        this.steps = steps;
        this.text = text;
    }

    private sealed interface Step {
        /** The member {@code name}; the same place when it is empty. */
        record Member(String name) implements Step {}

        /** Keeps what has the member {@code name}, and with that value unless it is null. */
        record Filter(String name, @Nullable String value) implements Step {

            boolean keeps(JsonNode node) {
                JsonNode member = node.get(name);
                return isThere(member) && (value == null || text(member).equals(value));
            }

            @Override
            public String toString() {
                return value == null ? name : name + "=" + value;
            }
        }
    }

    /** @throws IllegalArgumentException when {@code text} is no path; the message says where */
    static DocumentPath parse(String text) {
        if (text.length() > CHARS_MAX) {
            throw new IllegalArgumentException("a path has at most " + CHARS_MAX + " characters");
        }
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end;
            if (text.charAt(at) == '/') {
                end = endOfName(text, at + 1);
                steps.add(new Step.Member(text.substring(at + 1, end)));
            } else if (text.charAt(at) == '[') {
                end = text.indexOf(']', at) + 1;
                steps.add(filter(text, at, end));
            } else {
                throw new IllegalArgumentException("'/' or '[' expected at " + at + " of " + text);
            }
            at = end;
        }
        return new DocumentPath(List.copyOf(steps), text);
    }

    /** What is there. */
    List<JsonNode> find(JsonNode document) {
        List<JsonNode> found = List.of(document);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : elements(found)) {
                if (step instanceof Step.Filter filter) {
                    if (filter.keeps(node)) {
                        next.add(node);
                    }
                } else if (step instanceof Step.Member member) {
                    JsonNode there = member.name().isEmpty() ? node : node.get(member.name());
                    if (isThere(there)) {
                        next.add(there);
                    }
                }
            }
            found = next;
        }
        return elements(found);
    }

    /** A value as text. */
    static String text(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    /** For people, for example {@code workers with host=127.0.0.2 and state=ALIVE}. */
    String describe() {
        String name = "answers";
        for (Step step : steps) {
            if (step instanceof Step.Member member && !member.name().isEmpty()) {
                name = member.name();
            }
        }
        String filters = steps.stream()
                .filter(Step.Filter.class::isInstance)
                .map(Step::toString)
                .collect(Collectors.joining(" and "));
        return filters.isEmpty() ? name : name + " with " + filters;
    }

    @Override
    public String toString() {
        return text;
    }

    private static Step filter(String text, int at, int end) {
        String inside = end == 0 ? "" : text.substring(at + 1, end - 1);
        int equals = inside.indexOf('=');
        if (inside.isEmpty() || equals == 0) {
            throw new IllegalArgumentException("[NAME=VALUE] or [NAME] expected at " + at + " of " + text);
        }
        return equals < 0
                ? new Step.Filter(inside, null)
                : new Step.Filter(inside.substring(0, equals), inside.substring(equals + 1));
    }

    private static int endOfName(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static boolean isThere(@Nullable JsonNode node) {
        return node != null && !node.isNull();
    }

    private static List<JsonNode> elements(List<JsonNode> nodes) {
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode node : nodes) {
            if (node.isArray()) {
                node.forEach(elements::add);
            } else {
                elements.add(node);
            }
        }
        elements.removeIf(JsonNode::isNull);
        return elements;
    }
}
