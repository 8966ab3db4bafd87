package dev.muster.common.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InstallStepTest {

    private static Observation seen(ComponentState state, String progress) {
        return new Observation(Role.INDEX, state, null, null, 0, List.of(), null, 0, false, progress);
    }

    private static Set<String> stepsOfADownload(int steps) {
        Set<String> told = new LinkedHashSet<>();
        for (int percent = 0; percent <= 100; percent++) {
            String progress = "downloading " + percent + " %, 3 of 10 (" + percent * 4 + " of 400 MB)";
            InstallStep.of(seen(ComponentState.INSTALLING, progress), steps).ifPresent(told::add);
        }
        return told;
    }

    @Test
    void aDownloadHasAsManyStepsAsAreWanted() {
        assertThat(stepsOfADownload(4))
                .containsExactly("downloading 0 %", "downloading 25 %", "downloading 50 %", "downloading 75 %");
        assertThat(stepsOfADownload(1)).containsExactly("downloading 0 %");
    }

    @Test
    void whatHasNoPercentageIsOneStepWhateverItsNumbers() {
        assertThat(InstallStep.of(seen(ComponentState.INSTALLING, "unpacking 12 items"), 4))
                .hasValue("unpacking");
        assertThat(InstallStep.of(seen(ComponentState.INSTALLING, "unpacking 13 items"), 4))
                .hasValue("unpacking");
        assertThat(InstallStep.of(seen(ComponentState.INSTALLING, ""), 4)).isEmpty();
        assertThat(InstallStep.of(seen(ComponentState.STARTING, "50 %"), 4)).isEmpty();
    }
}
