package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Which checks of a host count. */
final class CheckRoutes {

    private static final Set<String> FIELDS = Set.of("check");

    private final ClusterControl control;
    private final AuditTrail audit;

    CheckRoutes(ClusterControl control, AuditTrail audit) {
        this.control = control;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/checks/ignore",
                        Permission.OPERATE,
                        About.of(
                                        "Let a check of a host not count, in this run and later ones",
                                        Answer.json(200, "Accepted", "It is stored. Takes seconds: the host is asked."))
                                .body("CheckOrder"),
                        new Orders("check.ignore", FIELDS, audit, this::ignore)),
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/checks/heed",
                        Permission.OPERATE,
                        About.of("Let a check count again", Answer.json(200, "Accepted", "It is stored."))
                                .body("CheckOrder"),
                        new Orders("check.heed", FIELDS, audit, this::heed)),
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/checks/repair",
                        Permission.OPERATE,
                        About.of(
                                        "Have a host repair what its checks have found",
                                        Answer.json(
                                                200,
                                                "Repairs",
                                                "What was done and what was not. Takes seconds: the host does it."))
                                .body("RepairOrder"),
                        new Orders("check.repair", Set.of("checks"), audit, this::repair)));
    }

    private CompletableFuture<Reply<Outcome>> ignore(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        String check = named(document);
        if (order.reason().isEmpty()) {
            throw new BadRequest("REASON_NEEDED", "a check is not ignored without a reason", "give it as reason");
        }
        request.context().setRequestTimeoutMillis(Routes.CHECKS_TAKE_MS);
        return control.ignoreCheck(host, check, order).thenApply(reply -> Outcome.done(reply, host + " " + check));
    }

    private CompletableFuture<Reply<Outcome>> heed(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        String check = named(document);
        return control.heedCheck(host, check, order).thenApply(reply -> Outcome.done(reply, host + " " + check));
    }

    private CompletableFuture<Reply<Outcome>> repair(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        List<String> checks = document.texts("checks");
        if (checks.isEmpty()) {
            throw new BadRequest(
                    "INVALID_FIELD", "checks must name what is to be repaired", "GET /v1/hosts/HOST/checks lists them");
        }
        request.context().setRequestTimeoutMillis(Routes.CHECKS_TAKE_MS);
        return control.repair(host, checks, order)
                .thenApply(reply -> reply.map(repairs -> new Outcome(
                        HttpStatus.OK,
                        host + " " + RepairsDocument.words(repairs),
                        RepairsDocument.of(host, repairs))));
    }

    private static String named(OrderDocument document) throws BadRequest {
        return document.text("check")
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new BadRequest(
                        "INVALID_FIELD", "check must name a check", "GET /v1/hosts/HOST/checks lists them"));
    }
}
