package dev.muster.agent.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.common.model.plan.Probe.Check;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whether a document satisfies one check.
 *
 * @param detail what was found against what was expected, for people
 */
record Verdict(boolean passed, String detail) {

    static Verdict of(Check check, JsonNode document) {
        DocumentPath path;
        try {
            path = DocumentPath.parse(check.path());
        } catch (IllegalArgumentException e) {
            return new Verdict(false, "the component's definition has a bad path: " + e.getMessage());
        }
        List<String> found =
                path.find(document).stream().map(DocumentPath::text).toList();
        String name = path.describe();
        return switch (check.match()) {
            case EXISTS -> found.isEmpty() ? new Verdict(false, "no " + name) : new Verdict(true, name + " is there");
            case EQUALS -> one(found, name, check.value(), found.equals(List.of(check.value())));
            case DIFFERS ->
                found.size() == 1 && found.get(0).equals(check.value())
                        ? new Verdict(false, name + " is still " + check.value())
                        : one(found, name, "another than " + check.value(), found.size() == 1);
            case ONE_OF ->
                one(
                        found,
                        name,
                        "one of " + check.value(),
                        found.size() == 1
                                && Arrays.asList(check.value().split(",", -1)).contains(found.get(0)));
            case COUNT -> count(found.size(), name, check.value(), "");
            case COUNT_AT_LEAST -> count(found.size(), name, check.value(), "at least ");
            case AT_LEAST -> atLeast(found, name, check.value());
        };
    }

    private static Verdict one(List<String> found, String name, String expected, boolean passed) {
        if (found.size() == 1) {
            String is = name + " is " + found.get(0);
            return new Verdict(passed, passed ? is : is + ", expected " + expected);
        }
        String seen = found.isEmpty() ? "no " + name : found.size() + " values of " + name;
        return new Verdict(false, seen + ", expected " + expected);
    }

    private static Verdict atLeast(List<String> found, String name, String value) {
        OptionalInt least = number(value);
        if (least.isEmpty()) {
            return new Verdict(false, "the component's definition wants at least '" + value + "', which is no number");
        }
        OptionalInt seen = found.size() == 1 ? number(found.get(0)) : OptionalInt.empty();
        return one(found, name, "at least " + value, seen.isPresent() && seen.getAsInt() >= least.getAsInt());
    }

    private static Verdict count(int found, String name, String value, String least) {
        OptionalInt expected = number(value);
        if (expected.isEmpty()) {
            return new Verdict(false, "the component's definition counts up to '" + value + "', which is no number");
        }
        boolean passed = least.isEmpty() ? found == expected.getAsInt() : found >= expected.getAsInt();
        return new Verdict(passed, found + " of " + least + value + " " + name);
    }

    private static OptionalInt number(String value) {
        return value.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }
}
