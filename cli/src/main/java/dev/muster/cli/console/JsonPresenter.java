package dev.muster.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.agent.core.AgentNotice;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Observation;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, for programs: {@code {"v":1,"seq":3,"at":...,"type":"host.ready",...}}. Only additions within v 1. */
final class JsonPresenter implements Presenter {

    private static final int VERSION = 1;
    private static final Pattern COUNT = Pattern.compile("^CLUSTER\\(([0-9]{1,6})/([0-9]{1,6})\\)");

    private final PrintStream out;
    private final LongSupplier wallMs;
    private final JsonFactory json = new JsonFactory();
    private final HostNews news = new HostNews();
    private final FailureWatch failures = new FailureWatch();
    private @Nullable ClusterView view;
    private long sequence;
    private boolean startToAnnounce;
    private List<Observation> lastSeen = List.of();

    /** @param wallMs milliseconds since 1970 */
    JsonPresenter(PrintStream out, LongSupplier wallMs) {
        this.out = out;
        this.wallMs = wallMs;
    }

    /** Fills in the fields of one line. */
    private interface Fields {
        void write(JsonGenerator to) throws IOException;
    }

    @Override
    public void heading(Heading heading) {
        line("heading", to -> {
            to.writeStringField("muster", heading.version());
            to.writeStringField("cluster", heading.cluster().value());
            to.writeNumberField("hosts", heading.hosts());
            to.writeStringField("file", heading.clusterFile());
            to.writeStringField("hash", heading.specHash());
            to.writeStringField("host", heading.host().value());
            to.writeArrayFieldStart("roles");
            for (var role : heading.roles()) {
                to.writeString(role.value());
            }
            to.writeEndArray();
            if (!heading.api().isEmpty()) {
                to.writeStringField("api", heading.api());
            }
            to.writeStringField("directory", heading.directory());
            to.writeArrayFieldStart("listeners");
            for (PortTable.Row row : heading.ports().rows()) {
                to.writeStartObject();
                to.writeStringField("who", row.who());
                to.writeStringField("on", row.where());
                to.writeStringField("ports", row.ports());
                to.writeBooleanField("beyondLoopback", row.reach() == PortTable.Reach.NETWORK);
                to.writeStringField("protection", row.protection());
                to.writeEndObject();
            }
            to.writeEndArray();
        });
    }

    @Override
    public void event(ClusterEvent event, long nowMs) {
        if (event.type() == ClusterEvent.Type.CLUSTER_STARTED) {
            startToAnnounce = true;
        }
        line(event.type().name().toLowerCase(Locale.ROOT).replace('_', '.'), to -> {
            if (event.host() != null) {
                to.writeStringField("host", event.host().value());
            }
            if (event.role() != null) {
                to.writeStringField("role", event.role().value());
            }
            if (event.state() != null) {
                to.writeStringField("state", event.state().name());
            }
            if (event.phase() != null) {
                to.writeStringField("phase", event.phase().name());
            }
            if (!event.step().isEmpty()) {
                to.writeStringField("step", event.step());
            }
            to.writeStringField("message", event.message());
            counts(event.message(), to);
            if (event.cause() != null) {
                cause(to, event.cause());
            }
        });
        announceStart();
    }

    @Override
    public void view(ClusterView next, long nowMs) {
        view = next;
        announceStart();
        for (FailureWatch.Failed failed : failures.newIn(next)) {
            line("component.gave.up", to -> {
                to.writeStringField("host", failed.id().host().value());
                to.writeStringField("role", failed.id().role().value());
                failure(to, failed.failure());
            });
        }
    }

    @Override
    public void host(HostEvent event, long nowMs) {
        if (!news.isNews(event, nowMs)) {
            return;
        }
        if (event instanceof HostEvent.Told it) {
            told(it.notice());
        } else if (!isRepeated(event)) {
            line("agent." + event.getClass().getSimpleName().toLowerCase(Locale.ROOT), to -> fields(event, to));
        }
    }

    /** Observations come many times a second and mostly say the same. */
    private boolean isRepeated(HostEvent event) {
        if (!(event instanceof HostEvent.Components it)) {
            return false;
        }
        List<Observation> now =
                it.observations().stream().map(Observation::ageless).toList();
        boolean repeated = now.equals(lastSeen);
        lastSeen = now;
        return repeated;
    }

    private void told(AgentNotice notice) {
        line("agent." + notice.type().name().toLowerCase(Locale.ROOT).replace('_', '.'), to -> {
            if (notice.role() != null) {
                to.writeStringField("role", notice.role().value());
            }
            to.writeStringField("message", notice.message());
            if (notice.cause() != null) {
                cause(to, notice.cause());
            }
        });
    }

    @Override
    public void tick(long nowMs) {}

    @Override
    public void close() {
        out.flush();
    }

    private static void fields(HostEvent event, JsonGenerator to) throws IOException {
        if (event instanceof HostEvent.Connecting it) {
            to.writeStringField("master", it.master().value());
        } else if (event instanceof HostEvent.NoAnswer it) {
            to.writeNumberField("forMs", it.forMs());
            failure(to, it.failure());
        } else if (event instanceof HostEvent.Components it) {
            components(to, it.observations());
        }
    }

    private static void components(JsonGenerator to, List<Observation> observations) throws IOException {
        to.writeArrayFieldStart("components");
        for (Observation seen : observations) {
            to.writeStartObject();
            to.writeStringField("role", seen.role().value());
            to.writeStringField("state", seen.state().name());
            to.writeBooleanField("joined", seen.isJoined());
            to.writeStringField("progress", seen.progress());
            if (seen.failure() != null) {
                failure(to, seen.failure());
            }
            to.writeEndObject();
        }
        to.writeEndArray();
    }

    private void announceStart() {
        ClusterView current = view;
        if (!startToAnnounce || current == null) {
            return;
        }
        startToAnnounce = false;
        line("endpoints", to -> {
            to.writeArrayFieldStart("endpoints");
            for (Endpoint endpoint : current.endpoints()) {
                to.writeStartObject();
                to.writeStringField("label", endpoint.label());
                to.writeStringField("text", endpoint.text());
                to.writeEndObject();
            }
            to.writeEndArray();
        });
    }

    /** The barrier's own count; the last snapshot may be older than the event. */
    private static void counts(String message, JsonGenerator to) throws IOException {
        Matcher count = COUNT.matcher(message);
        if (count.find()) {
            to.writeNumberField("ready", Integer.parseInt(count.group(1)));
            to.writeNumberField("of", Integer.parseInt(count.group(2)));
        }
    }

    /** Of an event, as the HTTP stream has it. */
    private static void cause(JsonGenerator to, Failure cause) throws IOException {
        to.writeObjectFieldStart("cause");
        to.writeStringField("code", cause.code());
        to.writeStringField("message", cause.message());
        to.writeStringField("hint", cause.hint());
        to.writeEndObject();
    }

    private static void failure(JsonGenerator to, Failure failure) throws IOException {
        to.writeObjectFieldStart("failure");
        to.writeStringField("code", failure.code());
        to.writeStringField("message", failure.message());
        to.writeStringField("hint", failure.hint());
        strings(to, "detail", failure.detail());
        to.writeEndObject();
    }

    private static void strings(JsonGenerator to, String name, List<String> values) throws IOException {
        to.writeArrayFieldStart(name);
        for (String value : values) {
            to.writeString(value);
        }
        to.writeEndArray();
    }

    private void line(String type, Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = json.createGenerator(text)) {
            to.writeStartObject();
            to.writeNumberField("v", VERSION);
            to.writeNumberField("seq", ++sequence);
            to.writeStringField("at", Instant.ofEpochMilli(wallMs.getAsLong()).toString());
            to.writeStringField("type", type);
            fields.write(to);
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
        out.flush();
    }
}
