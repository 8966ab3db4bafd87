package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.ClusterControl.Scope;
import dev.muster.coordinator.http.Orders.Carrier;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What has failed and is tried again. */
final class RetryRoutes {

    private final ClusterControl control;
    private final AuditTrail audit;

    RetryRoutes(ClusterControl control, AuditTrail audit) {
        this.control = control;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                route(
                        "/v1/cluster/retry",
                        "Try again at once whatever has failed",
                        "cluster.retry",
                        (request, document, order) -> retry(new Scope(null, null), "", order)),
                route(
                        "/v1/hosts/{host}/retry",
                        "Try again at once what has failed on a host",
                        "host.retry",
                        (request, document, order) -> {
                            HostName host = request.host();
                            return retry(new Scope(host, null), host.value(), order);
                        }),
                route(
                        "/v1/hosts/{host}/roles/{role}/retry",
                        "Try a component again at once that has failed",
                        "component.retry",
                        (request, document, order) -> {
                            HostName host = request.host();
                            Role role = request.role();
                            return retry(new Scope(host, role), host + "/" + role, order);
                        }));
    }

    private Route route(String path, String summary, String action, Carrier carrier) {
        return new Route(
                HttpMethod.POST,
                path,
                Permission.OPERATE,
                About.of(summary, Answer.json(200, "Accepted", "The agents are told; nothing that runs is touched."))
                        .body("Order"),
                new Orders(action, Set.of(), audit, carrier));
    }

    private CompletableFuture<Reply<Outcome>> retry(Scope scope, String target, Order order) {
        return control.retry(scope, order).thenApply(reply -> Outcome.done(reply, target));
    }
}
