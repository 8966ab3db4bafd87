package dev.muster.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of Prometheus' text format 0.0.4, and those of {@code promtool check metrics}: read anew here, not with the writer's
 * own code.
 */
final class ExpositionRules {

    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\\S.*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|summary|histogram|untyped)");
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\\{" + LABEL + "(?:," + LABEL
            + ")*})?) (NaN|[+-]Inf|-?[0-9]+(?:[.][0-9]+)?(?:E-?[0-9]+)?)");
    private static final Pattern OTHER_UNIT =
            Pattern.compile(".*_(ms|millis|milliseconds|minutes|hours|days|kb|kilobytes|mb|megabytes|percent)(_.*|)");

    private ExpositionRules() {}

    /** The value of each series, by its name and labels. */
    static Map<String, String> check(String text) {
        assertThat(text).endsWith("\n").doesNotContain("\r");
        Map<String, String> samples = new LinkedHashMap<>();
        Set<String> begun = new HashSet<>();
        String metric = "";
        String type = "";
        String helped = "";
        for (String line : text.split("\n")) {
            Matcher help = HELP.matcher(line);
            Matcher typed = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                helped = help.group(1);
                assertThat(begun.add(helped)).as("begun once: " + line).isTrue();
            } else if (typed.matches()) {
                metric = typed.group(1);
                type = typed.group(2);
                assertThat(metric).as("help comes before: " + line).isEqualTo(helped);
                assertThat(metric.endsWith("_total")).as(line).isEqualTo(type.equals("counter"));
                assertThat(metric).as("base units").doesNotMatch(OTHER_UNIT);
            } else {
                assertThat(sample.matches()).as("a line of the format: " + line).isTrue();
                String name = sample.group(1);
                assertThat(type.equals("summary") ? name.replaceAll("_(count|sum)$", "") : name)
                        .as("stands with its kind: " + line)
                        .isEqualTo(metric);
                if (type.equals("counter")) {
                    assertThat(sample.group(3)).as(line).doesNotStartWith("-");
                }
                assertThat(samples.put(name + sample.group(2), sample.group(3)))
                        .as("once: " + line)
                        .isNull();
            }
        }
        assertThat(samples).isNotEmpty();
        return samples;
    }
}
