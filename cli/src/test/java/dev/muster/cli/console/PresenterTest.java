package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.core.AgentNotice;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PresenterTest {

    private static final Guidance GUIDANCE = new Guidance("muster", "cluster.json", "stops this host only");
    private static final Heading HEADING = Views.heading(PortTable.EMPTY);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final PlainPresenter plain = new PlainPresenter(out, GUIDANCE, Glyphs.UNICODE, 80);
    private final LivePresenter live = new LivePresenter(new LiveArea(out, true, 24), GUIDANCE, Glyphs.UNICODE, 80);

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void wholeStart(Presenter presenter) {
        presenter.heading(HEADING);
        presenter.event(
                ClusterEvent.cluster(Type.AWAITING_HOSTS, "CLUSTER: Awaiting for cluster hosts ready signal"), 0);
        presenter.view(Views.waiting(), 100);
        presenter.tick(100);
        presenter.event(
                ClusterEvent.host(
                        Type.HOST_READY,
                        HostName.of("192.168.1.41"),
                        "CLUSTER(2/4): Host '192.168.1.41' ready signal received."),
                200);
        presenter.view(Views.starting(), 300);
        presenter.tick(300);
        presenter.tick(70_000);
        presenter.view(Views.gaveUp(), 71_000);
        presenter.tick(71_000);
        presenter.event(
                ClusterEvent.cluster(Type.CLUSTER_STARTED, "CLUSTER: cluster \"demo\" started: 4 hosts"), 72_000);
        presenter.view(Views.started(), 72_000);
        presenter.tick(72_000);
        presenter.close();
    }

    @Test
    void aCoordinatorsStartSaysWhatOthersCanReach() {
        PortTable.Row network = new PortTable.Row(
                "coordinator", "192.168.1.40", "7480 http", PortTable.Reach.NETWORK, "TLS, access tokens");
        PortTable.Row machine =
                new PortTable.Row("store", "127.0.0.1", "any free clients", PortTable.Reach.MACHINE, "nothing");
        plain.heading(Views.heading(new PortTable(List.of(machine))));
        assertThat(shown()).doesNotContain("store");
        plain.heading(Views.heading(new PortTable(List.of(network, machine))));
        live.heading(Views.heading(new PortTable(List.of(network, machine))));
        assertThat(shown())
                .contains(
                        "info: listens: coordinator on 192.168.1.40, port 7480 http, open to network, protected by TLS,"
                                + " access tokens")
                .contains("coordinator   192.168.1.40   7480 http")
                .contains("loopback");
    }

    @Test
    void theLinesThatScriptsLookForKeepTheirBytes() {
        wholeStart(plain);
        assertThat(shown().lines())
                .contains(
                        "info: >> CLUSTER: Awaiting for cluster hosts ready signal",
                        "info: >> CLUSTER(2/4): Host '192.168.1.41' ready signal received.");
    }

    @Test
    void theAgentsLinesKeepTheirBytesToo() {
        plain.host(new HostEvent.Connecting(HostName.of("192.168.1.40")), 0);
        plain.host(told(AgentNotice.Type.SENDING_READY, "CLUSTER: Sending ready signal to master"), 10);
        plain.host(told(AgentNotice.Type.PROCEED, "CLUSTER: Master proceed signal received..."), 20);
        assertThat(shown().lines())
                .containsExactly(
                        "info: >> CLUSTER: Connecting to master: 192.168.1.40",
                        "info: >> CLUSTER: Sending ready signal to master",
                        "info: >> CLUSTER: Master proceed signal received...");
    }

    @Test
    void noEscapeByteReachesAPipe() {
        wholeStart(plain);
        assertThat(shown()).doesNotContain("\u001b").contains("No space left on device");
    }

    @Test
    void aWaitThatLastsIsToldOnceAMinute() {
        wholeStart(plain);
        assertThat(shown().lines().filter(line -> line.contains("starting since")))
                .singleElement()
                .asString()
                .contains("4 of 10 sub-components ready; waiting for 192.168.1.41/backend (joining)");
    }

    @Test
    void theStartIsAnnouncedOnceWhicheverComesFirst() {
        ClusterEvent started = ClusterEvent.cluster(Type.CLUSTER_STARTED, "CLUSTER: started");
        plain.event(started, 0);
        plain.view(Views.started(), 1);
        plain.view(Views.started(), 2);
        assertThat(shown().lines().filter(line -> line.contains("spark://192.168.1.40:7077")))
                .hasSize(1);
        live.view(Views.started(), 3);
        live.event(started, 4);
        live.view(Views.started(), 5);
        assertThat(shown()).containsOnlyOnce("✔ STARTED");
    }

    @Test
    void theSameCauseIsNotSaidOnEveryTry() {
        Failure refused =
                Failure.of("REFUSED", "no answer from 192.168.1.40:7420: connection refused", "start it there");
        Failure timeout = Failure.of("TIMEOUT", "no answer from 192.168.1.40:7420: timed out", "");
        plain.host(new HostEvent.NoAnswer(refused, 0), 0);
        plain.host(new HostEvent.NoAnswer(refused, 5_000), 5_000);
        plain.host(new HostEvent.NoAnswer(timeout, 10_000), 10_000);
        plain.host(new HostEvent.NoAnswer(timeout, 69_000), 69_000);
        plain.host(new HostEvent.NoAnswer(timeout, 70_000), 70_000);
        assertThat(shown().lines().filter(line -> line.startsWith("warn:"))).hasSize(3);
    }

    @Test
    void aRefusalThatIsTriedAgainIsToldOnceAMinuteOnEachWay() {
        Failure stale = Failure.of("STALE_COORDINATOR", "of epoch 1", "Restore the store.");
        HostEvent refused = new HostEvent.Told(new AgentNotice(
                AgentNotice.Type.REFUSED, null, "CLUSTER: refused by the coordinator: of epoch 1", stale));
        for (Presenter presenter : List.of(plain, new JsonPresenter(out, () -> 0))) {
            bytes.reset();
            for (long atMs = 0; atMs <= 60_000; atMs += 5_000) {
                presenter.host(told(AgentNotice.Type.SENDING_READY, "CLUSTER: Sending ready signal to master"), atMs);
                presenter.host(refused, atMs);
            }
            assertThat(shown().lines().filter(line -> line.contains("refused by")))
                    .hasSize(2);
            assertThat(shown().lines().filter(line -> line.contains("Sending ready")))
                    .hasSize(2);
            assertThat(shown()).contains("Restore the store.");
        }
    }

    @Test
    void jsonLinesTellACauseOnceAMinuteToo() {
        JsonPresenter json = new JsonPresenter(out, () -> 0);
        Failure away = Failure.of("COORDINATOR_REFUSED", "connection refused", "");
        for (long atMs = 0; atMs < 60_000; atMs += 1_000) {
            json.host(new HostEvent.Connecting(HostName.of("192.168.1.40")), atMs);
            json.host(new HostEvent.NoAnswer(away, atMs), atMs);
        }
        assertThat(shown().lines()).hasSize(2);
    }

    @Test
    void afterASessionTheSameCauseIsNewAgain() {
        Failure away = Failure.of("COORDINATOR_REFUSED", "connection refused", "");
        plain.host(new HostEvent.NoAnswer(away, 0), 0);
        plain.host(told(AgentNotice.Type.DISCONNECTED, "CLUSTER: lost the coordinator: reset"), 5_000);
        plain.host(new HostEvent.NoAnswer(away, 0), 6_000);
        assertThat(shown().lines().filter(line -> line.contains("connection refused")))
                .hasSize(2);
    }

    @Test
    void theLiveAreaGivesTheCursorBack() {
        wholeStart(live);
        assertThat(shown()).contains("\u001b[?25l").endsWith("\u001b[?25h");
    }

    @Test
    void everyFrameClimbsExactlyOverTheOneBefore() {
        LiveArea area = new LiveArea(out, false, 5);
        area.draw(List.of(Line.of("a"), Line.of("b")));
        bytes.reset();
        area.draw(List.of(Line.of("c")));
        assertThat(shown()).isEqualTo("\u001b[2A\rc\u001b[K\n\u001b[J");
        bytes.reset();
        area.history(List.of(Line.of("h")));
        assertThat(shown()).isEqualTo("\u001b[1A\r\u001b[Jh\nc\u001b[K\n");
    }

    @Test
    void theAreaIsNeverHigherThanTheTerminal() {
        LiveArea area = new LiveArea(out, false, 3);
        area.draw(List.of(Line.of("a"), Line.of("b"), Line.of("c"), Line.of("d")));
        assertThat(shown()).doesNotContain("c").contains("b");
    }

    @Test
    void jsonLinesAreOneObjectEach() {
        wholeStart(new JsonPresenter(out, () -> 1_763_680_000_000L));
        List<String> lines = shown().lines().toList();
        assertThat(lines).allMatch(line -> line.startsWith("{\"v\":1,\"seq\":") && line.endsWith("}"));
        assertThat(lines.get(2)).contains("\"type\":\"host.ready\",\"host\":\"192.168.1.41\"", "\"ready\":2,\"of\":4");
        assertThat(shown())
                .contains("\"type\":\"endpoints\"", "\"type\":\"component.gave.up\"")
                .doesNotContain("\u001b");
    }

    private static HostEvent told(AgentNotice.Type type, String message) {
        return new HostEvent.Told(new AgentNotice(type, null, message));
    }
}
