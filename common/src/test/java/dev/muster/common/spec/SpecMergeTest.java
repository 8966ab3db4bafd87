package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.spec.SpecMerge.Conflict;
import dev.muster.common.spec.SpecMerge.Conflicting;
import dev.muster.common.spec.SpecMerge.Merged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SpecMergeTest {

    private static final String BASE = """
            {
              // the first rack
              "10.0.0.1": {"master": true, "compute": true},
              "10.0.0.2": {"compute": {"cores": 4}}, // small
              "10.0.0.3": {"backend": true}
            }
            """;

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    private static String merged(String theirs, String mine) {
        return ((Merged) SpecMerge.merge(BASE, theirs, mine)).text();
    }

    @Test
    void rule1And3WhatTheOthersDidComesIntoMyTextWhichStaysAsItIs() {
        String theirs = BASE.replace("\"cores\": 4", "\"cores\": 8")
                .replace("\"10.0.0.3\": {\"backend\": true}", "\"10.0.0.4\": {\"backend\": true, \"index\": true}");
        String mine = BASE.replace("the first rack", "two racks")
                .replace("\"master\": true,", "\"master\": true, \"index\": true,");
        assertThat(merged(theirs, mine)).isEqualTo("""
                {
                  // two racks
                  "10.0.0.1": {"master": true, "index": true, "compute": true},
                  "10.0.0.2": {"compute": {"cores": 8}}, // small
                  "10.0.0.4": {"backend": true, "index": true},
                }
                """);
    }

    @Test
    void rolesOfOneHostAreMergedOneByOne() {
        String theirs = BASE.replace("\"compute\": {\"cores\": 4}", "\"compute\": {\"cores\": 4}, \"index\": true");
        String mine =
                BASE.replace("{\"compute\": {\"cores\": 4}}", "{\"compute\": {\"cores\": 4, \"memory\": \"8g\"}}");
        assertThat(merged(theirs, mine))
                .contains("\"10.0.0.2\": {\"compute\": {\"cores\": 4, \"memory\": \"8g\"}, \"index\": true}, // small");
    }

    @Test
    void aRoleWithoutSettingsMayGetSomeFromBothSides() {
        String theirs = BASE.replace("\"backend\": true", "\"backend\": {\"heap\": \"2g\"}");
        String mine = BASE.replace("\"backend\": true", "\"backend\": {\"dir\": \"/data\"}");
        assertThat(merged(theirs, mine)).contains("\"backend\": {\"dir\": \"/data\", \"heap\": \"2g\"}");
    }

    @Test
    void rule2EveryConflictIsNamedWithItsPathAndAllValues() {
        String theirs = BASE.replace("\"cores\": 4", "\"cores\": 8").replace("\"10.0.0.3\": {\"backend\": true}", "");
        String mine = BASE.replace("\"cores\": 4", "\"cores\": 6").replace("{\"backend\": true}", "{\"index\": true}");
        assertThat(((Conflicting) SpecMerge.merge(BASE, theirs, mine)).conflicts())
                .containsExactlyInAnyOrder(
                        new Conflict("10.0.0.2 / compute / cores", "4", "8", "6"),
                        new Conflict("10.0.0.3", "{\"backend\": true}", "nothing", "{\"index\": true}"));
    }

    @Test
    void aNumberIsNotTheTextThatIsSpelledAlike() {
        assertThat(SpecMerge.isSame("{\"a\": 1}", "{\"a\": \"1\"}")).isFalse();
        assertThat(SpecMerge.isSame("{\"a\": 1, \"b\": []}", "{ \"b\": [], # x\n \"a\": 1, }"))
                .isTrue();
    }

    @Test
    void whatIsNoJsonIsSaid() {
        assertThat(SpecMerge.merge(BASE, BASE, "[]")).isInstanceOf(SpecMerge.NotJson.class);
        assertThat(SpecMerge.merge(BASE, BASE, "{")).isInstanceOf(SpecMerge.NotJson.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergingIsTheSameFromBothSidesAndLosesNothing(long seed) {
        Random random = new Random(seed);
        Map<String, Object> base = object(random, 0);
        String text = text(base, random);
        String one = text(edited(base, random, 0), random);
        String other = text(edited(base, random, 0), random);

        SpecMerge.Result mine = SpecMerge.merge(text, other, one);
        SpecMerge.Result theirs = SpecMerge.merge(text, one, other);
        if (mine instanceof Merged merged) {
            assertThat(SpecMerge.isSame(merged.text(), ((Merged) theirs).text()))
                    .isTrue();
            assertThat(SpecMerge.contains(text, one, merged.text())).isTrue();
            assertThat(SpecMerge.contains(text, other, merged.text())).isTrue();
            assertThat(merged.text()).contains("/* of mine */");
        } else {
            List<Conflict> turned = ((Conflicting) theirs)
                    .conflicts().stream()
                            .map(each -> new Conflict(each.path(), each.base(), each.mine(), each.theirs()))
                            .toList();
            assertThat(((Conflicting) mine).conflicts().stream().map(Conflict::path))
                    .containsExactlyInAnyOrderElementsOf(
                            turned.stream().map(Conflict::path).toList());
        }
        assertThat(((Merged) SpecMerge.merge(text, one, one)).text()).isEqualTo(one);
        assertThat(((Merged) SpecMerge.merge(text, text, one)).text()).isEqualTo(one);
        assertThat(SpecMerge.isSame(((Merged) SpecMerge.merge(text, one, text)).text(), one))
                .isTrue();
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            object.put("k" + random.nextInt(8), value(random, depth + 1));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        if (depth < 3 && random.nextInt(3) > 0) {
            return random.nextInt(6) == 0 ? new LinkedHashMap<>() : object(random, depth);
        }
        return switch (random.nextInt(5)) {
            case 0 -> true;
            case 1 -> random.nextInt(3);
            case 2 -> List.of("a", random.nextInt(2));
            default -> "//\"," + random.nextInt(3);
        };
    }

    private static Map<String, Object> edited(Map<String, Object> before, Random random, int depth) {
        Map<String, Object> after = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(before.keySet());
        for (String name : names) {
            Object value = before.get(name);
            int what = random.nextInt(8);
            if (what == 0) {
                continue;
            }
            if (what == 1) {
                after.put(name, value(random, depth + 1));
            } else if (value instanceof Map<?, ?> inner) {
                Map<String, Object> copy = new LinkedHashMap<>();
                inner.forEach((key, each) -> copy.put(String.valueOf(key), each));
                after.put(name, edited(copy, random, depth + 1));
            } else {
                after.put(name, value);
            }
        }
        if (random.nextInt(3) == 0) {
            after.put("k" + random.nextInt(8), value(random, depth + 1));
        }
        return after;
    }

    private static String text(Map<String, Object> root, Random random) {
        return "/* of mine */" + write(root, random, 0);
    }

    private static String write(Object value, Random random, int depth) {
        if (value instanceof Map<?, ?> object) {
            boolean lines = random.nextBoolean();
            String between = lines ? "\n" + "  ".repeat(depth + 1) : " ";
            StringBuilder text = new StringBuilder("{");
            int left = object.size();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                left--;
                text.append(between)
                        .append('"')
                        .append(member.getKey())
                        .append("\": ")
                        .append(write(java.util.Objects.requireNonNull(member.getValue()), random, depth + 1))
                        .append(noise(random))
                        .append(left > 0 || random.nextBoolean() ? "," : "")
                        .append(random.nextInt(4) == 0 ? " // c, }\n" : "");
            }
            return text.append(lines ? "\n" + "  ".repeat(depth) : "")
                    .append(noise(random))
                    .append('}')
                    .toString();
        }
        if (value instanceof List<?> list) {
            return "[" + noise(random) + write(java.util.Objects.requireNonNull(list.get(0)), random, depth) + ", "
                    + list.get(1) + (random.nextBoolean() ? ",]" : "]");
        }
        return value instanceof String text ? "\"" + text.replace("\"", "\\\"") + "\"" : value.toString();
    }

    private static String noise(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> " /* x, } */ ";
            case 1 -> " # y\n";
            case 2 -> "  ";
            default -> "";
        };
    }
}
