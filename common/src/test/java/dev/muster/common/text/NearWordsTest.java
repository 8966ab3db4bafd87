package dev.muster.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearWordsTest {

    @Test
    void aSwapOfNeighboursIsOneStep() {
        assertThat(NearWords.distance("abcd", "abdc")).isEqualTo(1);
        assertThat(NearWords.distance("", "abc")).isEqualTo(3);
        assertThat(NearWords.distance("kitten", "Sitting")).isEqualTo(3);
    }

    @Test
    void theNearestComesFirstAndTheirOrderDecidesBetweenEquals() {
        List<String> known = List.of("stop", "start", "cert", "star", "start");
        assertThat(NearWords.of("stat", known, 3, 2)).containsExactly("start", "star");
        assertThat(NearWords.of("stat", known, 0, 2)).isEmpty();
    }

    @Test
    void whatIsTooLongToBeMeantIsNotCompared() {
        assertThat(NearWords.of("x".repeat(1_000_000), List.of("x".repeat(1_000_000)), 9, 1))
                .isEmpty();
    }
}
