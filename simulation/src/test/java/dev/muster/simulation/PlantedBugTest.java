package dev.muster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each planted bug is noticed by an invariant; one that survives is a missing invariant. The table: {@code bin/sim --bugs 4000}. */
final class PlantedBugTest {

    /** Every cluster has its own faults: the rarest bug, LEAVERS_NOT_PUT_BACK, needs 4,778 of them. */
    private static final int SEEDS_MAX = 4_000;

    @ParameterizedTest
    @EnumSource
    void isNoticed(PlantedBug bug) {
        Violation noticed = null;
        for (long seed = 1; noticed == null && seed <= SEEDS_MAX; seed++) {
            noticed = Simulation.run(seed, bug, new Coverage(), false).violation();
        }
        assertThat(noticed).as("%s: %s", bug, bug.words()).isNotNull();
    }
}
