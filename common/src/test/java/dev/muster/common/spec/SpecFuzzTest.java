package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Whatever the bytes are, the parser answers, and points into the text (fault J2). Normal builds replay the corpus; to search for
 * new inputs run {@code JAZZER_FUZZ=1 ./mvnw -pl common -am -Dtest=SpecFuzzTest test}.
 */
final class SpecFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void neverThrowsAndPointsIntoTheText(byte[] bytes) {
        SpecResult result = SpecFixtures.parse("fuzz.json", bytes);

        pointsIntoTheText(result, bytes);
        if (result instanceof SpecResult.Valid valid) {
            String written = SpecWriter.write(valid.spec());
            byte[] writtenBytes = written.getBytes(StandardCharsets.UTF_8);
            SpecResult again = SpecParser.parse("written.json", writtenBytes, SpecFixtures.rolesOf(valid.spec()));
            assertThat(again).as(written).isInstanceOf(SpecResult.Valid.class);
            assertThat(SpecDifference.lines(valid.spec(), ((SpecResult.Valid) again).spec()))
                    .isEmpty();
        }
    }

    static void pointsIntoTheText(SpecResult result, byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\r\n|\r|\n", -1);
        for (Problem problem : result.problems()) {
            assertThat(problem.line()).isBetween(1, lines.length);
            assertThat(problem.column()).isBetween(1, lines[problem.line() - 1].length() + 1);
            assertThat(problem.length()).isPositive();
            assertThat(problem.message()).matches("[\\x20-\\x7e]+");
            assertThat(problem.hint()).matches("[\\x20-\\x7e]*");
        }
        boolean errors = result.problems().stream().anyMatch(Problem::isError);
        assertThat(result instanceof SpecResult.Invalid).isEqualTo(errors);
        assertThat(result.text()).allMatch(line -> line.matches("[\\x20-\\x7e]*"));
    }
}
