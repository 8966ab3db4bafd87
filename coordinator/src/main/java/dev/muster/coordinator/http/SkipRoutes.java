package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.ClusterControl.Skip;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Whom a run waits for. */
final class SkipRoutes {

    private final ClusterControl control;
    private final AuditTrail audit;

    SkipRoutes(ClusterControl control, AuditTrail audit) {
        this.control = control;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/skip",
                        Permission.OPERATE,
                        About.of(
                                        "Let this run go on without a host that is not there",
                                        Answer.json(200, "Accepted", "It is stored; when the host comes, it joins."))
                                .body("SkipOrder"),
                        new Orders("host.skip", Set.of("force"), audit, this::skip)),
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/unskip",
                        Permission.OPERATE,
                        About.of(
                                        "Wait again for a host that was skipped",
                                        Answer.json(200, "Accepted", "It is stored."))
                                .body("Order"),
                        new Orders("host.unskip", Set.of(), audit, this::unskip)));
    }

    private CompletableFuture<Reply<Outcome>> skip(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        return control.skipHost(host, new Skip(order, document.flag("force")))
                .thenApply(reply -> Outcome.done(reply, host.value()));
    }

    private CompletableFuture<Reply<Outcome>> unskip(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        return control.unskipHost(host, order).thenApply(reply -> Outcome.done(reply, host.value()));
    }
}
