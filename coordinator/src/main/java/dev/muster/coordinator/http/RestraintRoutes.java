package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.LockScope;
import dev.muster.common.model.change.Restraint;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What operators hold back. */
final class RestraintRoutes {

    private static final String FOR = "forSeconds";
    private static final String HOST = "host";
    private static final String ROLE = "role";
    private static final String FORCE = "force";
    private static final String DRAIN = "drain";

    private final ClusterControl control;
    private final AuditTrail audit;

    RestraintRoutes(ClusterControl control, AuditTrail audit) {
        this.control = control;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/v1/restraints",
                        Permission.READ,
                        About.of(
                                "What operators hold back: the cluster, or hosts; and who has locked what",
                                Answer.json(200, "Restraints", "Also when there is nothing.")),
                        this::restraints),
                new Route(
                        HttpMethod.POST,
                        "/v1/cluster/freeze",
                        Permission.OPERATE,
                        About.of("Change nothing any more", Answer.json(200, "Accepted", "It is stored."))
                                .body("Order"),
                        new Orders(
                                "cluster.freeze",
                                Set.of(),
                                audit,
                                (request, document, order) -> restrain(new Restraint.Freeze(), "", order))),
                new Route(
                        HttpMethod.POST,
                        "/v1/cluster/unfreeze",
                        Permission.OPERATE,
                        About.of("Let changes be made again", Answer.json(200, "Accepted", "It is stored."))
                                .body("Order"),
                        new Orders(
                                "cluster.unfreeze",
                                Set.of(),
                                audit,
                                (request, document, order) -> restrain(new Restraint.Unfreeze(), "", order))),
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/maintenance/begin",
                        Permission.OPERATE,
                        About.of(
                                        "Leave a host alone for a time, and lead its users elsewhere if that is wanted; asked again, the time begins anew",
                                        Answer.json(200, "Accepted", "It is stored."))
                                .body("MaintenanceOrder"),
                        new Orders("host.maintenance.begin", Set.of(FOR, DRAIN), audit, this::begin)),
                new Route(
                        HttpMethod.POST,
                        "/v1/hosts/{host}/maintenance/end",
                        Permission.OPERATE,
                        About.of("Look after a host again", Answer.json(200, "Accepted", "It is stored."))
                                .body("Order"),
                        new Orders("host.maintenance.end", Set.of(), audit, this::end)),
                new Route(
                        HttpMethod.POST,
                        "/v1/cluster/lock",
                        Permission.OPERATE,
                        About.of(
                                        "Be the only one who changes the cluster, a host or a role, for a time; asked again, the time begins anew",
                                        Answer.json(200, "Accepted", "It is stored."))
                                .body("LockOrder"),
                        new Orders("cluster.lock", Set.of(HOST, ROLE, FOR), audit, this::lock)),
                new Route(
                        HttpMethod.POST,
                        "/v1/cluster/unlock",
                        Permission.OPERATE,
                        About.of(
                                        "Let others change the cluster, the host or the role again",
                                        Answer.json(200, "Accepted", "It is stored."))
                                .body("UnlockOrder"),
                        new Orders("cluster.unlock", Set.of(HOST, ROLE, FORCE), audit, this::unlock)));
    }

    private HttpResponse restraints(Request request) {
        return HttpResponse.of(control.restraints()
                .thenApply(reply ->
                        Answers.of(reply, found -> Answers.json(HttpStatus.OK, RestraintsDocument.of(found)))));
    }

    private CompletableFuture<Reply<Outcome>> begin(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        long seconds =
                document.number(FOR, Restraint.MAINTENANCE_MIN_MS / 1000, Restraint.MAINTENANCE_MAX_MS / 1000, 0);
        if (seconds == 0) {
            throw new BadRequest("INVALID_FIELD", FOR + " is needed: maintenance ends by itself", "");
        }
        return restrain(
                new Restraint.BeginMaintenance(host, seconds * 1000, document.flag(DRAIN)), host.value(), order);
    }

    private CompletableFuture<Reply<Outcome>> end(Request request, OrderDocument document, Order order)
            throws BadRequest {
        HostName host = request.host();
        return restrain(new Restraint.EndMaintenance(host), host.value(), order);
    }

    private CompletableFuture<Reply<Outcome>> lock(Request request, OrderDocument document, Order order)
            throws BadRequest {
        LockScope scope = scope(document);
        long seconds = document.number(FOR, Restraint.LOCK_MIN_MS / 1000, Restraint.LOCK_MAX_MS / 1000, 0);
        if (seconds == 0) {
            throw new BadRequest("INVALID_FIELD", FOR + " is needed: a lock ends by itself", "");
        }
        return restrain(new Restraint.TakeLock(scope, seconds * 1000), target(scope), order);
    }

    private CompletableFuture<Reply<Outcome>> unlock(Request request, OrderDocument document, Order order)
            throws BadRequest {
        LockScope scope = scope(document);
        return restrain(new Restraint.ReleaseLock(scope, document.flag(FORCE)), target(scope), order);
    }

    private static LockScope scope(OrderDocument document) throws BadRequest {
        Optional<String> host = document.text(HOST);
        Optional<String> role = document.text(ROLE);
        if (host.isPresent() && role.isPresent()) {
            throw new BadRequest("INVALID_FIELD", "either a host or a role is locked, or with neither the cluster", "");
        }
        if (host.isPresent()) {
            return LockScope.of(HostName.parse(host.get())
                    .orElseThrow(() -> new BadRequest("INVALID_HOST", "that is no host name", "")));
        }
        if (role.isPresent() && !Role.isValid(role.get())) {
            throw new BadRequest("INVALID_ROLE", "that is no role", "");
        }
        return role.map(name -> LockScope.of(new Role(name))).orElse(LockScope.CLUSTER);
    }

    private static String target(LockScope scope) {
        return scope.isCluster() ? "" : scope.toString();
    }

    private CompletableFuture<Reply<Outcome>> restrain(Restraint restraint, String target, Order order) {
        return control.restrain(restraint, order).thenApply(reply -> Outcome.done(reply, target));
    }
}
