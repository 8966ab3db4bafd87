package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.coordinator.http.ClusterControl.LogPart;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can be asked, and of whom. */
final class Routes {

    private static final int LOG_BYTES_MAX = 1 << 20;
    private static final int LOG_BYTES_USUAL = 64 << 10;
    private static final int EVENTS_MAX = 1000;
    private static final long WAIT_SECONDS_MAX = 60;
    private static final long STREAM_TAKEN_MS = 5_000;
    private static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

    private final ClusterControl control;
    private final EventFeed events;
    private final Clock clock;

    Routes(ClusterControl control, EventFeed events, Clock clock) {
        this.control = control;
        this.events = events;
        this.clock = clock;
    }

    /** A service that may find the request at fault. */
    private interface Checked {
        HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws BadRequest;
    }

    void addTo(ServerBuilder server) {
        get(server, "/healthz", (context, request) -> healthy());
        get(server, "/leader", (context, request) -> leader());
        get(server, "/v1/cluster", this::cluster);
        get(server, "/v1/hosts/{host}/roles/{role}/log", this::log);
        get(server, "/v1/events", this::events);
        server.route().post("/v1/cluster/stop").build(new Orders((context, order) -> control.stopCluster(order)));
        server.route()
                .post("/v1/hosts/{host}/stop")
                .build(new Orders((context, order) -> control.stopHost(host(context), order)));
    }

    private static void get(ServerBuilder server, String path, Checked service) {
        server.route().get(path).head(path).build((context, request) -> {
            try {
                return service.serve(context, request);
            } catch (BadRequest e) {
                return e.problem().response();
            }
        });
    }

    private static HttpResponse healthy() {
        return Answers.json(HttpStatus.OK, Map.of("status", "UP"));
    }

    private HttpResponse leader() {
        boolean leading = control.isLeading();
        return Answers.json(
                leading ? HttpStatus.OK : HttpStatus.NOT_FOUND, Map.of("leading", leading, "leader", control.leader()));
    }

    private HttpResponse cluster(ServiceRequestContext context, HttpRequest request) throws BadRequest {
        Query.of(context.queryParams(), Set.of());
        return HttpResponse.of(control.view()
                .thenApply(reply -> Answers.of(
                        reply, view -> Answers.json(HttpStatus.OK, StatusDocument.of(view, clock.wallMs())))));
    }

    private HttpResponse log(ServiceRequestContext context, HttpRequest request) throws BadRequest {
        Query query = Query.of(context.queryParams(), new TreeSet<>(Set.of("tail", "offset", "limit")));
        if (query.has("tail") && (query.has("offset") || query.has("limit"))) {
            throw new BadRequest("INVALID_PARAMETER", "either tail, or offset and limit", "");
        }
        long offset = query.number("offset", 0, Long.MAX_VALUE, -1);
        int bytes = (int) query.number(query.has("tail") ? "tail" : "limit", 1, LOG_BYTES_MAX, LOG_BYTES_USUAL);
        ComponentId component = new ComponentId(host(context), role(context));
        return HttpResponse.of(
                control.log(component, offset, bytes).thenApply(reply -> Answers.of(reply, Routes::text)));
    }

    private static HttpResponse text(LogPart part) {
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.PLAIN_TEXT_UTF_8)
                .set("muster-log-offset", Long.toString(part.offset()))
                .set("muster-log-next", Long.toString(part.nextOffset()))
                .build();
        return HttpResponse.of(headers, HttpData.ofUtf8(part.text()));
    }

    private HttpResponse events(ServiceRequestContext context, HttpRequest request) throws BadRequest {
        Query query = Query.of(context.queryParams(), new TreeSet<>(Set.of("since", "wait", "limit")));
        String since = query.text("since").orElse(request.headers().get("last-event-id", ""));
        if (request.headers().accept().stream().anyMatch(type -> type.is(MediaType.EVENT_STREAM))) {
            return stream(context, since);
        }
        long waitMs = 1000 * query.number("wait", 0, WAIT_SECONDS_MAX, 0);
        int max = (int) query.number("limit", 1, EVENTS_MAX, EVENTS_MAX);
        context.clearRequestTimeout();
        return HttpResponse.of(events.page(since, max, waitMs).thenApply(Routes::lines));
    }

    private static HttpResponse lines(EventFeed.Page page) {
        StringBuilder text = new StringBuilder();
        page.lines().forEach(line -> text.append(line).append('\n'));
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(NDJSON)
                .set("muster-events-last", page.lastId())
                .set("muster-events-lost", Long.toString(page.lost()))
                .build();
        return HttpResponse.of(headers, HttpData.ofUtf8(text));
    }

    private HttpResponse stream(ServiceRequestContext context, String since) {
        context.clearRequestTimeout();
        HttpResponseWriter writer = HttpResponse.streaming();
        writer.write(ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, MediaType.EVENT_STREAM));
        CompletableFuture<HttpResponse> response = events.stream(since, writer)
                .orTimeout(STREAM_TAKEN_MS, TimeUnit.MILLISECONDS)
                .thenApply(taken -> taken ? writer : tooManyStreams(writer));
        return HttpResponse.of(response);
    }

    private static HttpResponse tooManyStreams(HttpResponseWriter unused) {
        unused.abort();
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "TOO_MANY_STREAMS",
                        "too many programs follow the events",
                        "ask without Accept: text/event-stream, or later")
                .response();
    }

    private static HostName host(ServiceRequestContext context) throws BadRequest {
        return HostName.parse(String.valueOf(context.pathParam("host")))
                .orElseThrow(() -> new BadRequest("INVALID_HOST", "that is no host name", ""));
    }

    private static Role role(ServiceRequestContext context) throws BadRequest {
        String text = String.valueOf(context.pathParam("role"));
        if (!Role.isValid(text)) {
            throw new BadRequest("INVALID_ROLE", "that is no role", "");
        }
        return new Role(text);
    }
}
