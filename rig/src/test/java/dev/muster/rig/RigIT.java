package dev.muster.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What every build runs of the rig, with the program as it was just packaged. */
class RigIT {

    private static final int ROWS_MIN = 25;
    private static final long SEED = 1;

    @Test
    void theRowsOfEveryBuildAndItsKillRoundsAreSurvived() throws Exception {
        assertThat(Catalogue.ofEveryBuild()).hasSizeGreaterThanOrEqualTo(ROWS_MIN);
        // Otherwise the first row makes it beside its own processes, and takes it for one of them.
        String program =
                Path.of(System.getProperty("muster.root", "."), "bin", "muster").toString();
        new ProcessBuilder(program, "--make-archive").inheritIO().start().waitFor();
        assertThat(Check.run(System.out, SEED)).isTrue();
    }
}
