package dev.muster.cli.console;

import dev.muster.agent.core.AgentNotice;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.ClusterView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on emulated terminals of several sizes, as a person sees them: the screen after each step of the story. */
final class ScreensTest {

    private static final Guidance GUIDANCE = new Guidance("muster", "cluster.json", "stops this host only");

    private final StringBuilder seen = new StringBuilder();

    /** One terminal, and the presenter that draws on it. */
    private record Screen(Emulator terminal, LivePresenter presenter) {
        static Screen of(Glyphs glyphs, int columns, int rows) {
            Emulator terminal = new Emulator(columns, rows);
            return new Screen(
                    terminal, new LivePresenter(new LiveArea(terminal.out(), true, rows), GUIDANCE, glyphs, columns));
        }
    }

    private void look(String when, Screen screen, int columns) {
        seen.append("-- ").append(when).append(' ');
        seen.append("-".repeat(Math.max(0, columns - when.length() - 4))).append('\n');
        seen.append(screen.terminal.text());
    }

    private static String name(String story, Glyphs glyphs, int columns, int rows) {
        return "live-" + story + "-" + glyphs.name().toLowerCase(Locale.ROOT) + "-" + columns + "x" + rows;
    }

    @ParameterizedTest
    @CsvSource({"UNICODE,40,15", "UNICODE,80,24", "UNICODE,120,40", "ASCII,80,24"})
    void theHostWithTheCoordinator(Glyphs glyphs, int columns, int rows) throws IOException {
        Screen screen = Screen.of(glyphs, columns, rows);
        LivePresenter live = screen.presenter;
        live.heading(Views.heading(PortTable.EMPTY));
        live.event(ClusterEvent.cluster(Type.AWAITING_HOSTS, "CLUSTER: Awaiting for cluster hosts ready signal"), 0);
        show(screen, Views.waiting(), 400);
        look("waiting", screen, columns);
        live.event(
                ClusterEvent.host(
                        Type.HOST_READY,
                        HostName.of("192.168.1.41"),
                        "CLUSTER(3/4): Host '192.168.1.41' ready signal received."),
                500);
        live.event(
                ClusterEvent.cluster(Type.ALL_HOSTS_READY, "CLUSTER: all 4 hosts ready after 12 s; assigning roles"),
                600);
        show(screen, Views.starting(), 700);
        look("starting", screen, columns);
        show(screen, Views.gaveUp(), 71_000);
        look("a component gave up", screen, columns);
        live.event(ClusterEvent.cluster(Type.CLUSTER_STARTED, "CLUSTER: cluster \"demo\" started: 4 hosts"), 72_000);
        show(screen, Views.started(), 72_000);
        look("started", screen, columns);
        live.event(
                ClusterEvent.host(
                        Type.HOST_LOST, HostName.of("192.168.1.42"), "CLUSTER: 192.168.1.42 is lost: no heartbeat"),
                80_000);
        show(screen, Views.degraded(), 80_000);
        look("a host is lost", screen, columns);
        show(screen, Views.stopping(), 90_000);
        live.close();
        screen.terminal.out().println("$");
        look("the program has ended", screen, columns);
        Golden.check(name("coordinator", glyphs, columns, rows), seen.toString());
    }

    @ParameterizedTest
    @CsvSource({"UNICODE,40,15", "UNICODE,80,24", "UNICODE,120,40", "ASCII,80,24"})
    void anotherHost(Glyphs glyphs, int columns, int rows) throws IOException {
        Screen screen = Screen.of(glyphs, columns, rows);
        LivePresenter live = screen.presenter;
        live.host(new HostEvent.Connecting(HostName.of("192.168.1.40")), 0);
        live.tick(100);
        look("connecting", screen, columns);
        Failure refused = Failure.of(
                "CONNECTION_REFUSED",
                "192.168.1.40 port 7420: connection refused",
                "The machine is up but muster does not listen there. On 192.168.1.40 run: muster start -h 192.168.1.40");
        live.host(new HostEvent.NoAnswer(refused, 0), 1_000);
        live.host(new HostEvent.NoAnswer(refused, 5_000), 6_000);
        live.tick(6_100);
        look("nobody answers", screen, columns);
        told(live, AgentNotice.Type.SENDING_READY, "CLUSTER: Sending ready signal to master", 7_000);
        told(live, AgentNotice.Type.WAITING, "CLUSTER: 2 of 4 hosts ready, missing 192.168.1.42, 192.168.1.43", 8_000);
        live.tick(26_000);
        look("waiting for others", screen, columns);
        told(live, AgentNotice.Type.PROCEED, "CLUSTER: Master proceed signal received...", 27_000);
        live.host(
                new HostEvent.Components(List.of(
                        Views.running("backend", ComponentState.INSTALLING, "installing 62 %")
                                .observation(),
                        Views.running("compute", ComponentState.STARTING, "").observation())),
                28_000);
        live.tick(28_100);
        look("installing", screen, columns);
        live.host(
                new HostEvent.Components(List.of(
                        Views.running("backend", ComponentState.READY, "leaving: 3 of 8 ranges are streamed")
                                .observation(),
                        Views.running("compute", ComponentState.READY, "").observation())),
                90_000);
        live.tick(90_100);
        look("leaving", screen, columns);
        live.close();
        screen.terminal.out().println("$");
        look("the program has ended", screen, columns);
        Golden.check(name("host", glyphs, columns, rows), seen.toString());
    }

    @ParameterizedTest
    @CsvSource({"UNICODE,40", "UNICODE,60", "UNICODE,80", "UNICODE,120", "ASCII,80"})
    void status(Glyphs glyphs, int columns) throws IOException {
        StatusText text = new StatusText(glyphs, columns);
        for (ClusterView view :
                List.of(Views.waiting(), Views.starting(), Views.gaveUp(), Views.started(), Views.degraded())) {
            Golden.check(
                    "status-" + view.phase().name().toLowerCase(Locale.ROOT).replace('_', '-')
                            + (view.equals(Views.gaveUp()) ? "-gave-up" : "") + "-"
                            + glyphs.name().toLowerCase(Locale.ROOT) + "-" + columns,
                    columns,
                    text.lines(view));
        }
    }

    private static void show(Screen screen, ClusterView view, long nowMs) {
        screen.presenter.view(view, nowMs);
        screen.presenter.tick(nowMs);
    }

    private static void told(LivePresenter live, AgentNotice.Type type, String message, long nowMs) {
        live.host(new HostEvent.Told(new AgentNotice(type, null, message)), nowMs);
    }
}
