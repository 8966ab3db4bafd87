package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.LogPart;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can be asked, and of whom. */
final class Routes {

    private static final int LOG_BYTES_MAX = 1 << 20;
    private static final int LOG_BYTES_USUAL = 64 << 10;
    private static final int EVENTS_MAX = 1000;
    private static final long WAIT_SECONDS_MAX = 60;
    private static final long STREAM_TAKEN_MS = 5_000;
    private static final String STORED = "It is stored, and will be carried out.";
    static final long CHECKS_TAKE_MS = 30_000;
    static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

    private final ClusterControl control;
    private final EventFeed events;
    private final AuditTrail audit;
    private final Clock clock;

    Routes(ClusterControl control, EventFeed events, AuditTrail audit, Clock clock) {
        this.audit = audit;
        this.control = control;
        this.events = events;
        this.clock = clock;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/v1/cluster",
                        Permission.READ,
                        About.of(
                                "The whole cluster",
                                Answer.json(200, "Status", "Hosts, roles, problems, and how each role is used.")
                                        .with("ETag", "Weak: the times in the document do not count."),
                                Tag.UNCHANGED),
                        this::cluster),
                new Route(
                        HttpMethod.GET,
                        "/v1/hosts/{host}/roles/{role}/log",
                        Permission.READ,
                        About.of(
                                        "A part of a component's output",
                                        Answer.text(
                                                        "text/plain; charset=utf-8",
                                                        "The component's own text: treat it as untrusted.")
                                                .with("Muster-Log-Offset", "Where the part begins, in bytes.")
                                                .with("Muster-Log-Next", "Which offset to ask for next."))
                                .number("tail", 1, LOG_BYTES_MAX, "The last so many bytes; without offset and limit.")
                                .number("offset", 0, Long.MAX_VALUE, "What follows this byte.")
                                .number("limit", 1, LOG_BYTES_MAX, "At most so many bytes."),
                        this::log),
                new Route(
                        HttpMethod.GET,
                        "/v1/hosts/{host}/checks",
                        Permission.READ,
                        About.of(
                                "What a host finds when it looks at itself now",
                                Answer.json(200, "Checks", "Takes seconds.")),
                        this::checks),
                new Route(
                        HttpMethod.GET,
                        "/v1/events",
                        Permission.READ,
                        About.of(
                                        "What happened, or what happens",
                                        Answer.lines("Event", "Events that are kept, one JSON document a line.")
                                                .with("Muster-Events-Last", "The id to go on from.")
                                                .with(
                                                        "Muster-Events-Lost",
                                                        "How many of those asked for are kept no longer."),
                                        new Answer(
                                                200,
                                                "text/event-stream",
                                                "Event",
                                                "With Accept: text/event-stream, as they happen.",
                                                Map.of()))
                                .text("since", "Those after the event of this id; so does the header Last-Event-ID.")
                                .number(
                                        "wait",
                                        0,
                                        WAIT_SECONDS_MAX,
                                        "When there is none yet, wait so many seconds for one.")
                                .number("limit", 1, EVENTS_MAX, "At most so many."),
                        this::events),
                new Route(
                        HttpMethod.POST,
                        "/v1/cluster/stop",
                        Permission.OPERATE,
                        About.of(
                                        "Stop every component, every agent, and the coordinator",
                                        Answer.json(202, "Accepted", STORED))
                                .body("Order"),
                        new Orders("cluster.stop", Set.of(), audit, this::stopCluster)),
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/stop",
                        Permission.OPERATE,
                        About.of("Stop the components of a host, and its agent", Answer.json(202, "Accepted", STORED))
                                .body("Order"),
                        new Orders("host.stop", Set.of(), audit, this::stopHost)));
    }

    private CompletableFuture<Reply<Outcome>> stopCluster(Request request, OrderDocument document, Order order) {
        return control.stopCluster(order).thenApply(reply -> accepted(reply, ""));
    }

    private CompletableFuture<Reply<Outcome>> stopHost(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        return control.stopHost(host, order).thenApply(reply -> accepted(reply, host.value()));
    }

    private static Reply<Outcome> accepted(Reply<Accepted> reply, String target) {
        return reply.map(accepted -> new Outcome(HttpStatus.ACCEPTED, target, accepted));
    }

    private HttpResponse cluster(Request request) {
        return HttpResponse.of(control.view()
                .thenApply(reply -> Answers.of(reply, view -> Tag.weak(Json.bytes(StatusDocument.timeless(view)))
                        .json(request.http().headers(), Json.bytes(StatusDocument.of(view, clock.wallMs()))))));
    }

    private HttpResponse log(Request request) throws BadRequest {
        Query query = request.query();
        if (query.has("tail") && (query.has("offset") || query.has("limit"))) {
            throw new BadRequest("INVALID_PARAMETER", "either tail, or offset and limit", "");
        }
        long offset = query.number("offset", -1);
        int bytes = (int) query.number(query.has("tail") ? "tail" : "limit", LOG_BYTES_USUAL);
        ComponentId component = new ComponentId(request.host(), request.role());
        return HttpResponse.of(
                control.log(component, offset, bytes).thenApply(reply -> Answers.of(reply, Routes::text)));
    }

    private HttpResponse checks(Request request) throws BadRequest {
        HostName host = request.host();
        request.context().setRequestTimeoutMillis(CHECKS_TAKE_MS);
        return HttpResponse.of(control.checks(host)
                .thenApply(reply ->
                        Answers.of(reply, checks -> Answers.json(HttpStatus.OK, ChecksDocument.of(host, checks)))));
    }

    private static HttpResponse text(LogPart part) {
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.PLAIN_TEXT_UTF_8)
                .set("muster-log-offset", Long.toString(part.offset()))
                .set("muster-log-next", Long.toString(part.nextOffset()))
                .build();
        return HttpResponse.of(headers, HttpData.ofUtf8(part.text()));
    }

    private HttpResponse events(Request request) throws BadRequest {
        Query query = request.query();
        String since = query.text("since").orElse(request.http().headers().get("last-event-id", ""));
        if (request.http().headers().accept().stream().anyMatch(type -> type.is(MediaType.EVENT_STREAM))) {
            return stream(request, since);
        }
        long waitMs = 1000 * query.number("wait", 0);
        int max = (int) query.number("limit", EVENTS_MAX);
        request.context().clearRequestTimeout();
        return HttpResponse.of(events.page(since, max, waitMs)
                .thenApply(page -> request.stillAllowed().getAsBoolean() ? lines(page) : Refusals.OVER.response()));
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

    private HttpResponse stream(Request request, String since) {
        request.context().clearRequestTimeout();
        HttpResponseWriter writer = HttpResponse.streaming();
        writer.write(ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, MediaType.EVENT_STREAM));
        CompletableFuture<HttpResponse> response = events.stream(since, writer, request.stillAllowed())
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
}
