package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.view.ClusterView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterFrameTest {

    private static final Guidance GUIDANCE = new Guidance("muster", "cluster.json", "stops this host only");

    private static Map<String, ClusterView> views() {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("waiting", Views.waiting()),
                Map.entry("quorum", Views.quorum()),
                Map.entry("starting", Views.starting()),
                Map.entry("started", Views.started()),
                Map.entry("degraded", Views.degraded()),
                Map.entry("stopping", Views.stopping()),
                Map.entry("waiting-causes", Views.waitingWithCauses()),
                Map.entry("waiting-causes-300", Views.largeWithCauses(300)),
                Map.entry("waiting-causes-1000", Views.largeWithCauses(1000)),
                Map.entry("waiting-300", Views.large(ClusterPhase.AWAITING_HOSTS)),
                Map.entry("starting-300", Views.large(ClusterPhase.STARTING))));
    }

    @ParameterizedTest
    @CsvSource({"UNICODE,40", "UNICODE,60", "UNICODE,80", "UNICODE,120", "ASCII,40", "ASCII,80"})
    void framesAreTheApprovedOnes(Glyphs glyphs, int columns) throws IOException {
        ClusterFrame frame = new ClusterFrame(GUIDANCE, glyphs, columns);
        for (Map.Entry<String, ClusterView> view : views().entrySet()) {
            String name = view.getKey() + "-" + glyphs.name().toLowerCase(java.util.Locale.ROOT) + "-" + columns;
            Golden.check(name, columns, frame.lines(view.getValue(), 600, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 33, 40, 60, 79, 80, 120, 300})
    void noLineIsLongerThanTheTerminal(int columns) {
        ClusterFrame frame = new ClusterFrame(GUIDANCE, Glyphs.UNICODE, columns);
        views().values().forEach(view -> assertThat(frame.lines(view, 0, 1)).allMatch(line -> line.width() <= columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 80})
    void asciiFramesAreAscii(int columns) {
        ClusterFrame frame = new ClusterFrame(GUIDANCE, Glyphs.ASCII, columns);
        for (ClusterView view : views().values()) {
            List<Line> lines = frame.lines(view, 0, 3);
            assertThat(lines)
                    .allMatch(line -> StandardCharsets.US_ASCII.newEncoder().canEncode(line.plain()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void aLargeClusterFoldsToAFewLines(int columns) {
        ClusterFrame frame = new ClusterFrame(GUIDANCE, Glyphs.UNICODE, columns);
        assertThat(frame.lines(Views.large(ClusterPhase.STARTING), 0, 0)).hasSizeLessThan(24);
        assertThat(frame.lines(Views.large(ClusterPhase.AWAITING_HOSTS), 0, 0)).hasSizeLessThan(24);
        assertThat(frame.lines(Views.largeWithCauses(1000), 0, 0)).hasSizeLessThan(24);
    }
}
