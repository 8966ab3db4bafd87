package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whatever the bytes are, the parser answers, and points into the text (fault J2). Normal builds replay the corpus; to search for
 * new inputs run {@code bin/fuzz spec}.
 */
final class SpecFuzzTest {

    @FuzzTest(maxDuration = "24h")
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

    /** Plain comparisons: this runs a million times in a build. */
    static void pointsIntoTheText(SpecResult result, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        boolean errors = false;
        for (Problem problem : result.problems()) {
            check(problem.line() >= 1 && problem.line() <= lines.length, "no such line", problem);
            int columns = lines[problem.line() - 1].length() + 1;
            check(problem.column() >= 1 && problem.column() <= columns, "no such column", problem);
            check(problem.length() > 0, "nothing is marked", problem);
            check(!problem.message().isEmpty() && isAscii(problem.message()), "not one line of ASCII", problem);
            check(isAscii(problem.hint()), "not one line of ASCII", problem);
            errors |= problem.isError();
        }
        check(result instanceof SpecResult.Invalid == errors, "valid with errors, or invalid without", result);
        List<String> told = result.text();
        check(told.stream().allMatch(SpecFuzzTest::isAscii), "not ASCII", told);
    }

    private static boolean isAscii(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static void check(boolean holds, String what, Object of) {
        if (!holds) {
            throw new AssertionError(what + ": " + of);
        }
    }
}
