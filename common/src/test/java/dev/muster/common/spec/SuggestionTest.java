package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {

    private static final List<String> ROLES = List.of("backend", "compute", "index", "master");

    @ParameterizedTest
    @CsvSource({
        "comptue, compute",
        "Compute, compute",
        "COMPUTE, compute",
        "bakend, backend",
        "indxe, index",
        "mater, master",
        "computer, compute",
        "indices,",
        "worker,",
        "x,",
        "m,"
    })
    void isTheNearestWordOrNone(String word, String expected) {
        assertThat(Suggestion.nearest(word, ROLES).orElse(null)).isEqualTo(expected);
    }

    @Test
    void veryLongWordsAreNotCompared() {
        assertThat(Suggestion.nearest("x".repeat(1_000_000), ROLES)).isEmpty();
    }
}
