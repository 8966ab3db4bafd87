package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What leaves its cluster still works and is joined; nobody may count on it, and no screen calls it ready. */
final class LeavingTest {

    private static final ClusterView VIEW = view(ComponentState.READY);

    private static ClusterView view(ComponentState state) {
        ComponentView leaving =
                Views.component("backend", GoalState.LEFT, state, "leaving: 3 of 9 ranges", "the end of the freeze");
        return Views.view(
                ClusterPhase.STARTED,
                60_000,
                List.of(
                        Views.host("a", AgentStatus.REGISTERED, 60_000, Views.joined("backend")),
                        Views.host("b", AgentStatus.REGISTERED, 60_000, leaving)),
                List.of());
    }

    private static String plain(List<Line> lines) {
        return lines.stream().map(Line::plain).collect(Collectors.joining("\n"));
    }

    @Test
    void theStatusCallsItLeavingAndDoesNotCountIt() {
        String status = plain(new StatusText(Glyphs.ASCII, 100).lines(VIEW));
        assertThat(status).contains("STARTED   1 of 2 ready");
        assertThat(status.lines().filter(line -> line.contains("  b ")).toList())
                .hasSize(1)
                .allMatch(line -> line.endsWith("leaving"));
        assertThat(VIEW.componentsJoined()).isOne();
        assertThat(view(ComponentState.ABSENT)
                        .hosts()
                        .get(1)
                        .components()
                        .get(0)
                        .isLeaving())
                .as("it has left")
                .isFalse();
    }

    @Test
    void theLiveAreaShowsHowFarItIs() {
        Guidance guidance = new Guidance("muster", "cluster.json", "stops this host only");
        ClusterFrame frame = new ClusterFrame(guidance, Glyphs.ASCII, 100);
        assertThat(plain(frame.lines(VIEW, 0, 1))).contains("1 of 2 sub-components ready");
        assertThat(plain(new Work(VIEW, new Cells(Glyphs.ASCII, 1, 0), 100).lines()))
                .contains("b/backend", "  leaving: 3 of 9 ranges")
                .doesNotContain("a/backend");
    }

    @Test
    void aLargeTableNamesIt() {
        List<HostView> hosts = IntStream.range(0, 300)
                .mapToObj(i -> VIEW.hosts().get(i == 7 ? 1 : 0))
                .toList();
        assertThat(plain(new RoleTable(VIEW.withHosts(hosts), new Cells(Glyphs.ASCII, Cells.STILL, 0), 100).lines()))
                .contains("299 of 300", "1 leaving");
    }

    @Test
    void whyTellsThatAChangeWantsIt() {
        HostView host = VIEW.hosts().get(1);
        String whole = plain(WhyText.of(VIEW, host, "muster"));
        assertThat(whole)
                .contains("b/backend   leaves the others, as a change wants it: leaving: 3 of 9 ranges")
                .contains("muster change");
        assertThat(plain(WhyText.of(VIEW, host, host.components().get(0), "muster")))
                .isEqualTo(whole);
    }
}
