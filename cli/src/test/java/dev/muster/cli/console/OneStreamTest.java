package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.http.HttpApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All forms of the screen tell of the same stream, and nothing of an event is told on one way only. */
final class OneStreamTest {

    private static final Guidance GUIDANCE = new Guidance("muster", "cluster.json", "stops this host only");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private static ClusterEvent event(ClusterEvent.Type type) {
        return new ClusterEvent(type, HostName.of("db-2"), Role.INDEX, ComponentState.FAILED, "CLUSTER: what happened")
                .in(ClusterPhase.STARTING)
                .at("installing 62 %")
                .because(Failure.of("DISK_FULL", "the disk is full", "Free space"));
    }

    private String shown() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    @ParameterizedTest
    @EnumSource
    void jsonLinesHaveAllThatTheHttpStreamHas(ClusterEvent.Type type) throws IOException {
        new JsonPresenter(out, () -> 0).event(event(type), 0);
        JsonNode line = new ObjectMapper().readTree(shown());
        assertThat(line.path("type").asText())
                .isEqualTo(type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
        Set<String> wanted = new TreeSet<>();
        JsonNode schema = schema();
        schema.path("properties").fieldNames().forEachRemaining(wanted::add);
        assertThat(wanted).contains("host", "role", "state", "phase", "step", "cause", "message");
        wanted.remove("id"); // of the HTTP stream alone; a line has its number
        line.fieldNames().forEachRemaining(wanted::remove);
        assertThat(wanted).isEmpty();
        schema.path("properties").path("cause").path("required").forEach(field -> assertThat(
                        line.path("cause").path(field.asText()).asText())
                .isNotEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void plainLinesTellEveryEvent(ClusterEvent.Type type) {
        new PlainPresenter(out, GUIDANCE, Glyphs.ASCII, 80).event(event(type), 0);
        boolean inTheHeartbeat = type == ClusterEvent.Type.COMPONENT_PROGRESSED; // of 1,000 hosts that would be a flood
        assertThat(shown().contains(">> CLUSTER: what happened")).isEqualTo(!inTheHeartbeat);
    }

    /** In a terminal an event is a line of the history, or the table below shows what it says. */
    @ParameterizedTest
    @EnumSource
    void theTerminalTellsEveryEventOnceOrShowsItInTheTable(ClusterEvent.Type type) {
        LivePresenter live = new LivePresenter(new LiveArea(out, false, 24), GUIDANCE, Glyphs.ASCII, 80);
        live.event(event(type), 0);
        boolean inTheTable = type == ClusterEvent.Type.STILL_WAITING
                || type == ClusterEvent.Type.HOST_MISSING
                || type == ClusterEvent.Type.COMPONENT_PROGRESSED
                || type == ClusterEvent.Type.COMPONENT_CHANGED;
        assertThat(shown().contains(">> CLUSTER: what happened")).isEqualTo(!inTheTable);
    }

    private static JsonNode schema() throws IOException {
        try (InputStream json = HttpApi.class.getResourceAsStream("openapi.json")) {
            return new ObjectMapper().readTree(json).at("/components/schemas/Event");
        }
    }
}
