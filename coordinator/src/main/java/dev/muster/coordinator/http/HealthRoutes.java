package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Duty;
import java.util.List;
import java.util.Map;

/**
 * What machines ask of one coordinator, and a machine that asks has no token. They look at the status alone, so there are three
 * questions, each with an answer of its own:
 *
 * <ul>
 *   <li>{@code /healthz}: does the process work? Whoever restarts what does not asks this. A store that does not answer is no
 *       reason: a restart would not bring it back.
 *   <li>{@code /readyz}: is it of use? It is when it leads, or follows one that leads.
 *   <li>{@code /leader}: does it lead? A balancer that asks sends orders to the one that carries them out.
 * </ul>
 */
final class HealthRoutes {

    private final ClusterControl control;

    HealthRoutes(ClusterControl control) {
        this.control = control;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/healthz",
                        Permission.PUBLIC,
                        About.of(
                                "Whether the process works",
                                Answer.json(200, "Health", "It does; else it is to be started again.")),
                        this::healthy),
                new Route(
                        HttpMethod.GET,
                        "/readyz",
                        Permission.PUBLIC,
                        About.of(
                                "Whether this coordinator serves its cluster",
                                Answer.json(
                                        200,
                                        "Ready",
                                        "It leads, or follows one that does; else a problem says why not.")),
                        this::ready),
                new Route(
                        HttpMethod.GET,
                        "/leader",
                        Permission.PUBLIC,
                        About.of(
                                "Whether this coordinator leads: for load balancers",
                                Answer.json(200, "Leader", "It leads."),
                                Answer.json(404, "Leader", "It does not.")),
                        this::leader));
    }

    record Ready(String status, boolean leading, String leader) {}

    record Leader(boolean leading, String leader) {}

    private HttpResponse healthy(Request request) {
        return HttpResponse.of(control.alive()
                .handle((done, ended) -> ended == null
                        ? Answers.json(HttpStatus.OK, Map.of("status", "UP"))
                        : Problem.of(
                                        HttpStatus.SERVICE_UNAVAILABLE,
                                        "NOT_ALIVE",
                                        "the part of the coordinator that decides has ended, or has too much to do",
                                        "its log has the cause; start it again")
                                .response()));
    }

    private HttpResponse ready(Request request) {
        Duty duty = control.duty();
        Failure trouble = duty.trouble();
        return trouble == null
                ? Answers.json(HttpStatus.OK, new Ready("READY", duty.leading(), duty.leader()))
                : Problem.of(Reply.Why.UNAVAILABLE, trouble).response();
    }

    private HttpResponse leader(Request request) {
        Duty duty = control.duty();
        return Answers.json(
                duty.leading() ? HttpStatus.OK : HttpStatus.NOT_FOUND, new Leader(duty.leading(), duty.leader()));
    }
}
