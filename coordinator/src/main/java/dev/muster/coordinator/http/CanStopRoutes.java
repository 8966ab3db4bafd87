package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether hosts can be stopped. */
final class CanStopRoutes {

    private static final String HOSTS = "host";

    private final ClusterControl control;

    CanStopRoutes(ClusterControl control) {
        this.control = control;
    }

    List<Route> list() {
        return List.of(new Route(
                HttpMethod.GET,
                "/v1/can-stop",
                Permission.READ,
                About.of(
                                "Whether hosts can be stopped together without the cluster losing something",
                                Answer.json(
                                        200, "CanStop", "Yes, or no with what speaks against it; nothing is stopped."))
                        .text(HOSTS, "The hosts, with commas between."),
                this::canStop));
    }

    private HttpResponse canStop(Request request) throws BadRequest {
        Set<HostName> hosts = new TreeSet<>();
        for (String name : request.query().text(HOSTS).orElse("").split(",", -1)) {
            hosts.add(HostName.parse(name)
                    .orElseThrow(() ->
                            new BadRequest("INVALID_PARAMETER", HOSTS + " must name hosts, with commas between", "")));
        }
        return HttpResponse.of(control.canStop(hosts, Orders.who(request))
                .thenApply(reply ->
                        Answers.of(reply, reasons -> Answers.json(HttpStatus.OK, CanStopDocument.of(hosts, reasons)))));
    }
}
