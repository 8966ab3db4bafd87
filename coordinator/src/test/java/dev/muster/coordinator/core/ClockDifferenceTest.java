package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClockDifferenceTest {

    /** Found by {@code bin/rig E2} beside other rows: an agent's first message needed three seconds. */
    @Test
    void aSlowMessageIsNoClockThatIsBehind() {
        assertThat(ClockDifference.atLeast(-3_000, 3_200)).isZero();
        assertThat(ClockDifference.of(ClockDifference.atLeast(-3_000, 3_200))).isEmpty();
    }

    @Test
    void whatIsBehindOrAheadForCertainIsTold() {
        assertThat(ClockDifference.atLeast(-600_000, 3_200)).isEqualTo(-596_800);
        assertThat(ClockDifference.atLeast(600_000, 3_200)).isEqualTo(600_000);
    }
}
