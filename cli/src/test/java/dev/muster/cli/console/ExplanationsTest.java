package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplanationsTest {

    private static final List<Explanation> FOUND = Explanations.of("some.md", """
            # Title

            | code | meaning | what to do |
            |---|---|---|
            | E001 | a \\| b | see [the store](security.md#the-store) |
            | `ONE_CODE`, `OTHER` | two that are alike, and whose explanation is so long that it does not fit into one line | \
            `rm x`, or [nothing](#here) |

            ## Other tables

            | key | meaning |
            |---|---|
            | KEY | no code |

            | status | code | meaning |
            |---|---|---|
            | 400 | `BAD` `WORSE` | without an action |
            """);

    @Test
    void eachCodeOfATableOfCodesIsFound() {
        assertThat(FOUND).extracting(Explanation::code).containsExactly("E001", "ONE_CODE", "OTHER", "BAD", "WORSE");
        assertThat(FOUND.get(0))
                .isEqualTo(new Explanation("E001", "a | b", "see the store (docs/security.md)", "Title", "some.md"));
        assertThat(FOUND.get(2).action()).isEqualTo("rm x, or nothing");
        assertThat(FOUND.get(4).section()).isEqualTo("Other tables");
    }

    @Test
    void itIsToldWithinTheWidthOfTheTerminal() throws IOException {
        Golden.check("explain-60", 60, new ExplainText(Glyphs.UNICODE, 60).of(FOUND.subList(1, 3)));
        Golden.check("explain-list-40", 40, new ExplainText(Glyphs.ASCII, 40).list(FOUND));
    }
}
