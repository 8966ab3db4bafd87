package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.Timeline;
import dev.muster.cli.console.TimelineText;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster timeline}: from the events that the coordinator keeps. */
@Command(name = "timeline", header = "Show where the time of the bring-up went, and its critical path.")
final class TimelineCommand implements Callable<Integer> {

    private static final String SCHEMA = "muster/timeline/1";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    private final Surroundings surroundings;

    TimelineCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        CoordinatorClient.Events kept = coordinator.allEvents();
        List<Timeline.Told> events =
                kept.text().lines().flatMap(line -> told(line).stream()).toList();
        Optional<Timeline> found = Timeline.of(events, kept.atMs());
        if (found.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "NO_BRING_UP",
                    "the events that the coordinator keeps tell of no bring-up",
                    "It was restarted, or took the lead, after the cluster had been started. See "
                            + surroundings.program() + " events");
        }
        Terminal terminal = surroundings.terminal();
        if (output.isJson()) {
            spec.commandLine().getOut().println(json(found.get()));
        } else {
            terminal.print(
                    TimelineText.of(found.get(), terminal.glyphs(), terminal.textColumns()),
                    spec.commandLine().getOut());
        }
        return ExitCode.OK.code();
    }

    /** What this program does not know, of a newer coordinator, is passed over. */
    private static Optional<Timeline.Told> told(String line) {
        try {
            JsonTree json = JsonTree.parse(line);
            String role = json.get("role").text();
            String state = json.get("state").text();
            return Optional.of(new Timeline.Told(
                    Instant.parse(json.get("at").text()).toEpochMilli(),
                    new ClusterEvent(
                            ClusterEvent.Type.valueOf(json.get("type").text()),
                            HostName.parse(json.get("host").text()).orElse(null),
                            role.isEmpty() ? null : new Role(role),
                            state.isEmpty() ? null : ComponentState.valueOf(state),
                            json.get("message").text())));
        } catch (IOException | IllegalArgumentException | DateTimeParseException unknown) {
            return Optional.empty();
        }
    }

    private static String json(Timeline timeline) {
        return JsonBody.of(to -> {
            to.writeStringField("schema", SCHEMA);
            to.writeBooleanField("started", timeline.started());
            span(to, timeline.beganMs(), timeline.endedMs());
            time(to, "allHostsReady", timeline.allHostsMs());
            if (timeline.lastHost() != null) {
                to.writeStringField("lastHost", timeline.lastHost().value());
            }
            time(to, "preflight", timeline.preflightMs());
            time(to, "preflightPassed", timeline.checkedMs());
            to.writeArrayFieldStart("components");
            for (Timeline.Component each : timeline.components()) {
                to.writeStartObject();
                to.writeStringField("host", each.id().host().value());
                to.writeStringField("role", each.id().role().value());
                time(to, "installing", each.installMs());
                time(to, "installed", each.installedMs());
                time(to, "starting", each.startMs());
                time(to, "ready", each.readyMs());
                to.writeNumberField("failures", each.failures());
                to.writeEndObject();
            }
            to.writeEndArray();
            to.writeArrayFieldStart("criticalPath");
            for (Timeline.Step each : timeline.path()) {
                to.writeStartObject();
                to.writeStringField("step", each.kind().name().toLowerCase(Locale.ROOT));
                if (each.id() != null) {
                    to.writeStringField("host", each.id().host().value());
                    to.writeStringField("role", each.id().role().value());
                }
                span(to, each.fromMs(), each.toMs());
                to.writeEndObject();
            }
            to.writeEndArray();
        });
    }

    private static void span(JsonGenerator to, long fromMs, long toMs) throws IOException {
        time(to, "from", fromMs);
        time(to, "to", toMs);
        to.writeNumberField("ms", toMs - fromMs);
    }

    private static void time(JsonGenerator to, String name, long ms) throws IOException {
        if (ms != 0) {
            to.writeStringField(name, Instant.ofEpochMilli(ms).toString());
        }
    }
}
