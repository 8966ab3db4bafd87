package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Figures;
import dev.muster.coordinator.http.Exposition.Type;
import java.util.List;

/** This coordinator and its cluster in numbers, for Prometheus and whatever reads its format. */
final class MetricsRoutes {

    private static final ResponseHeaders HEADERS =
            ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, Exposition.MEDIA_TYPE);

    private final ClusterControl control;
    private final EventFeed events;
    private final CountedAudit audit;

    MetricsRoutes(ClusterControl control, EventFeed events, CountedAudit audit) {
        this.control = control;
        this.events = events;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/metrics",
                        Permission.READ,
                        About.of(
                                "This coordinator and its cluster in numbers, for Prometheus",
                                Answer.text(Exposition.MEDIA_TYPE, "Prometheus' text format 0.0.4.")),
                        this::metrics),
                new Route(
                        HttpMethod.GET,
                        "/v1/metrics/targets",
                        Permission.READ,
                        About.of(
                                "Where components show metrics of their own, for Prometheus' http_sd",
                                Answer.json(200, "Targets", "Those that are to run now.")),
                        this::targets));
    }

    private HttpResponse targets(Request request) {
        return HttpResponse.of(control.view()
                .thenApply(reply -> Answers.of(
                        reply,
                        view -> Answers.json(HttpStatus.OK, TargetDocument.of(view, control.metricsTargets())))));
    }

    private HttpResponse metrics(Request request) {
        return HttpResponse.of(
                control.figures().thenApply(figures -> HttpResponse.of(HEADERS, HttpData.ofUtf8(text(figures)))));
    }

    private String text(Figures figures) {
        Exposition out = new Exposition();
        ClusterMetrics.write(figures, out);
        out.numbers(
                "muster_events_total",
                Type.COUNTER,
                "Events since this process began, by type.",
                "type",
                events.counts());
        out.number(
                "muster_event_listeners",
                Type.GAUGE,
                "Programs that follow the events or wait for one.",
                events.listeners());
        out.numbers(
                "muster_http_refusals_total",
                Type.COUNTER,
                "Requests that were refused: without a good token, without the permission, or under a name or from an origin"
                        + " that is not this server's; by code.",
                "code",
                audit.refusals());
        ProcessMetrics.write(out);
        return out.toString();
    }
}
