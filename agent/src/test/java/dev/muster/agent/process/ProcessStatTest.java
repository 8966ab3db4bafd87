package dev.muster.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProcessStatTest {

    private static final String LINE =
            "42 (a) b (c) S 7 42 41 0 -1 4194304 77 0 0 0 0 0 0 0 20 0 1 0 153817 3133440 388";

    @Test
    void aNameMayHoldSpacesAndBrackets() {
        assertThat(ProcessStat.parse(LINE))
                .contains(new ProcessStat(new ProcessIdentity(42, 153817), "a) b (c", 'S', 7, 41));
    }

    @Test
    void aZombieIsDead() {
        assertThat(ProcessStat.parse(LINE.replace(" S ", " Z ")).orElseThrow().isDead())
                .isTrue();
    }

    @Test
    void whatIsNoStatLineIsNothing() {
        for (String line : List.of("", "42", "42 (a", "42 (a)", "x (a) S 1", "42 (a) S 1 2 3", ") (", "(")) {
            assertThat(ProcessStat.parse(line)).as(line).isEmpty();
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder mutant = new StringBuilder(LINE);
            mutant.setCharAt(random.nextInt(mutant.length()), (char) random.nextInt(128));
            ProcessStat.parse(mutant.substring(random.nextInt(mutant.length())));
        }
    }
}
