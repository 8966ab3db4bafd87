package dev.muster.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What every build runs of the rig, with the program as it was just packaged. */
class RigIT {

    private static final int ROWS_MIN = 25;
    private static final long SEED = 1;

    @Test
    void theRowsOfEveryBuildAndFiftyKillRoundsAreSurvived() {
        assertThat(Catalogue.ofEveryBuild()).hasSizeGreaterThanOrEqualTo(ROWS_MIN);
        assertThat(Check.run(System.out, SEED)).isTrue();
    }
}
