package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.cli.console.Timeline.Kind;
import dev.muster.cli.console.Timeline.Step;
import dev.muster.cli.console.Timeline.Told;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimelineTest {

    private static final long BEGAN = 1_000_000;

    private final List<Told> events = new ArrayList<>();

    private void cluster(long s, Type type) {
        events.add(new Told(BEGAN + s * 1_000, ClusterEvent.cluster(type, "")));
    }

    private void host(long s, String host) {
        events.add(new Told(BEGAN + s * 1_000, ClusterEvent.host(Type.HOST_READY, HostName.of(host), "")));
    }

    private void component(long s, String host, String role, ComponentState state) {
        Type type = state == ComponentState.FAILED ? Type.COMPONENT_FAILED : Type.COMPONENT_CHANGED;
        events.add(new Told(BEGAN + s * 1_000, new ClusterEvent(type, HostName.of(host), new Role(role), state, "")));
    }

    private void bringUp() {
        cluster(0, Type.LEADING);
        cluster(0, Type.AWAITING_HOSTS);
        host(1, "192.168.1.40");
        host(41, "192.168.1.41");
        cluster(41, Type.ALL_HOSTS_READY);
        component(42, "192.168.1.40", "master", ComponentState.INSTALLING);
        component(42, "192.168.1.40", "compute", ComponentState.INSTALLING);
        component(42, "192.168.1.41", "backend", ComponentState.INSTALLING);
        component(43, "192.168.1.40", "compute", ComponentState.STOPPED);
        component(55, "192.168.1.40", "master", ComponentState.STARTING); // installed and started within one report
        component(60, "192.168.1.40", "master", ComponentState.READY);
        component(61, "192.168.1.40", "compute", ComponentState.STARTING);
        component(62, "192.168.1.41", "backend", ComponentState.STOPPED);
        component(62, "192.168.1.41", "backend", ComponentState.STARTING);
        component(63, "192.168.1.40", "compute", ComponentState.FAILED);
        component(64, "192.168.1.40", "compute", ComponentState.STARTING);
        component(70, "192.168.1.41", "backend", ComponentState.READY);
        component(80, "192.168.1.40", "compute", ComponentState.READY);
    }

    private static List<String> path(Timeline timeline) {
        return timeline.path().stream()
                .map(step -> step.kind() + " " + (step.id() == null ? "-" : step.id()) + " "
                        + (step.toMs() - step.fromMs()) / 1000)
                .toList();
    }

    @Test
    void thePreflightIsAStepOfItsOwn() throws IOException {
        cluster(0, Type.AWAITING_HOSTS);
        host(10, "192.168.1.40");
        cluster(10, Type.ALL_HOSTS_READY);
        cluster(10, Type.PREFLIGHT_BEGUN);
        component(10, "192.168.1.40", "master", ComponentState.INSTALLING);
        component(14, "192.168.1.40", "master", ComponentState.STOPPED);
        Timeline kept = Timeline.of(events, BEGAN + 25_000).orElseThrow();
        assertThat(path(kept)).containsExactly("HOSTS - 10", "PREFLIGHT - 15");
        cluster(30, Type.PREFLIGHT_PASSED);
        component(30, "192.168.1.40", "master", ComponentState.STARTING);
        component(38, "192.168.1.40", "master", ComponentState.READY);
        cluster(40, Type.CLUSTER_STARTED);
        Timeline timeline = Timeline.of(events, BEGAN + 50_000).orElseThrow();
        assertThat(path(timeline))
                .containsExactly(
                        "HOSTS - 10", "PREFLIGHT - 20", "START 192.168.1.40/master 8", "JOIN 192.168.1.40/master 2");
        Golden.check("timeline-preflight-80", TimelineText.of(timeline, Glyphs.UNICODE, 80));
    }

    /** What takes longer than the preflight is what the start waited for. */
    @Test
    void anInstallationThatEndsAfterThePreflightIsTheStepInstead() {
        cluster(0, Type.AWAITING_HOSTS);
        host(10, "192.168.1.40");
        cluster(10, Type.ALL_HOSTS_READY);
        cluster(10, Type.PREFLIGHT_BEGUN);
        cluster(11, Type.PREFLIGHT_PASSED);
        component(10, "192.168.1.40", "master", ComponentState.INSTALLING);
        component(34, "192.168.1.40", "master", ComponentState.STARTING);
        component(38, "192.168.1.40", "master", ComponentState.READY);
        cluster(38, Type.CLUSTER_STARTED);
        assertThat(path(Timeline.of(events, BEGAN + 50_000).orElseThrow()))
                .containsExactly("HOSTS - 10", "INSTALL 192.168.1.40/master 24", "START 192.168.1.40/master 4");
    }

    @Test
    void theCriticalPathGoesBackToWhatEndedLastBeforeEachStep() throws IOException {
        bringUp();
        cluster(82, Type.CLUSTER_STARTED);
        component(500, "192.168.1.41", "backend", ComponentState.FAILED); // no longer of the bring-up
        Timeline timeline = Timeline.of(events, BEGAN + 900_000).orElseThrow();
        assertThat(path(timeline))
                .containsExactly(
                        "HOSTS - 41",
                        "INSTALL 192.168.1.40/master 14",
                        "START 192.168.1.40/master 5",
                        "START 192.168.1.40/compute 20",
                        "JOIN 192.168.1.40/compute 2");
        Golden.check("timeline-80", TimelineText.of(timeline, Glyphs.UNICODE, 80));
        Golden.check("timeline-ascii-40", 40, TimelineText.of(timeline, Glyphs.ASCII, 40));
    }

    @Test
    void whileItIsNotStartedThePathEndsAtWhatItIsAtNow() throws IOException {
        bringUp();
        events.remove(events.size() - 1);
        Timeline timeline = Timeline.of(events, BEGAN + 90_000).orElseThrow();
        assertThat(timeline.started()).isFalse();
        assertThat(path(timeline)).last().isEqualTo("START 192.168.1.40/compute 30");
        Golden.check("timeline-going-on-80", TimelineText.of(timeline, Glyphs.UNICODE, 80));
        Timeline waiting = Timeline.of(events.subList(0, 3), BEGAN + 90_000).orElseThrow();
        assertThat(path(waiting)).containsExactly("HOSTS - 90");
        assertThat(Timeline.of(events.subList(0, 1), BEGAN)).isEmpty();
    }

    /** Whatever is told, in whatever order: the steps of the path fill the whole time without a gap. */
    @Test
    void thePathHasNoGaps() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            events.clear();
            cluster(0, Type.AWAITING_HOSTS);
            long s = random.nextInt(3);
            if (random.nextInt(10) > 0) {
                cluster(s, Type.ALL_HOSTS_READY);
            }
            for (int i = random.nextInt(40); i > 0; i--) {
                s += random.nextInt(3);
                component(
                        s,
                        "h" + random.nextInt(3),
                        random.nextBoolean() ? "master" : "compute",
                        ComponentState.values()[random.nextInt(ComponentState.values().length)]);
            }
            s += random.nextInt(3);
            if (random.nextBoolean()) {
                cluster(s, Type.CLUSTER_STARTED);
            }
            Timeline timeline = Timeline.of(events, BEGAN + s * 1_000).orElseThrow();
            long atMs = timeline.beganMs();
            for (Step step : timeline.path()) {
                assertThat(step.fromMs())
                        .as("seed %d: %s", seed, timeline.path())
                        .isEqualTo(atMs);
                atMs = step.toMs();
            }
            assertThat(atMs).as("seed %d: %s", seed, timeline).isEqualTo(timeline.endedMs());
            TimelineText.of(timeline, Glyphs.ASCII, 20 + random.nextInt(100));
        }
    }

    @Test
    void ofManyComponentsTheLastAndThoseOfThePathAreShown() {
        cluster(0, Type.AWAITING_HOSTS);
        cluster(1, Type.ALL_HOSTS_READY);
        for (int i = 1; i <= 1_000; i++) {
            component(1, "host" + i, "compute", ComponentState.STARTING);
        }
        for (int i = 1; i <= 1_000; i++) {
            component(1 + i, "host" + i, "compute", ComponentState.READY);
        }
        cluster(1_002, Type.CLUSTER_STARTED);
        Timeline timeline = Timeline.of(events, BEGAN).orElseThrow();
        assertThat(timeline.path()).extracting(Step::kind).containsExactly(Kind.HOSTS, Kind.START, Kind.JOIN);
        List<Line> lines = TimelineText.of(timeline, Glyphs.UNICODE, 100);
        assertThat(lines).hasSizeLessThan(40).allMatch(line -> line.width() <= 100);
        assertThat(lines).extracting(Line::plain).contains("and 976 components more that were ready earlier");
    }
}
