package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Steering;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ChangeControl.How;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Changes that go on, and rolling restarts. */
final class ChangeRoutes {

    private static final int FAILURES_MAX = 10_000;

    private final ClusterControl cluster;
    private final ChangeControl control;
    private final AuditTrail audit;
    private final Clock clock;

    ChangeRoutes(ClusterControl cluster, ChangeControl control, AuditTrail audit, Clock clock) {
        this.cluster = cluster;
        this.control = control;
        this.audit = audit;
        this.clock = clock;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/v1/restarts",
                        Permission.OPERATE,
                        About.of(
                                        "Restart components, some at a time",
                                        Answer.json(202, "Accepted", "It is stored, and is carried out step by step."))
                                .body("RestartOrder"),
                        new Orders(
                                "cluster.restart",
                                Set.of("hosts", "roles", "strategy", "maxFailed", "ticket"),
                                audit,
                                this::restart)),
                new Route(
                        HttpMethod.GET,
                        "/v1/change",
                        Permission.READ,
                        About.of(
                                "How far the change is that goes on, or the last one that did",
                                Answer.json(200, "Change", "Its steps in the order in which they run.")),
                        this::change),
                steering(Steering.PAUSE, "Begin no further step for now"),
                steering(Steering.RESUME, "Go on, without what has failed"),
                steering(Steering.RETRY, "Go on, and try again what has failed"),
                steering(Steering.CANCEL, "Begin no further step at all"),
                new Route(
                        HttpMethod.POST,
                        "/v1/change/force",
                        Permission.OPERATE,
                        About.of(
                                        "Begin a step, or the next ones, whatever speaks against it",
                                        Answer.json(200, "Accepted", "It is stored."))
                                .body("ForceOrder"),
                        new Orders("change.force", Set.of("host", "role"), audit, this::force)));
    }

    private Route steering(Steering steering, String summary) {
        String word = steering.name().toLowerCase(Locale.ROOT);
        return new Route(
                HttpMethod.POST,
                "/v1/change/" + word,
                Permission.OPERATE,
                About.of(summary, Answer.json(200, "Accepted", "It is stored; steps under way are ended."))
                        .body("Order"),
                new Orders(
                        "change." + word, Set.of(), audit, (request, document, order) -> steer(steering, null, order)));
    }

    private CompletableFuture<Reply<Outcome>> restart(Request request, OrderDocument document, Order order)
            throws BadRequest {
        Set<HostName> hosts = new LinkedHashSet<>();
        for (String host : document.texts("hosts")) {
            hosts.add(host(host));
        }
        Set<Role> roles = new LinkedHashSet<>();
        for (String role : document.texts("roles")) {
            roles.add(role(role));
        }
        How how = new How(
                Strategies.parse(document.text("strategy").orElse("")),
                (int) document.number("maxFailed", 0, FAILURES_MAX, 0),
                order,
                QueueRoutes.ticket(document.text("ticket").orElse("")));
        String target = hosts + " " + roles;
        return control.restart(hosts, roles, how)
                .thenApply(reply -> reply.map(accepted -> new Outcome(HttpStatus.ACCEPTED, target, accepted)));
    }

    private CompletableFuture<Reply<Outcome>> force(Request request, OrderDocument document, Order order)
            throws BadRequest {
        Optional<String> host = document.text("host");
        Optional<String> role = document.text("role");
        if (host.isPresent() != role.isPresent()) {
            throw new BadRequest("INVALID_FIELD", "host and role name a component together, or neither is given", "");
        }
        ComponentId component =
                host.isPresent() && role.isPresent() ? new ComponentId(host(host.get()), role(role.get())) : null;
        return steer(Steering.FORCE, component, order);
    }

    private CompletableFuture<Reply<Outcome>> steer(Steering steering, @Nullable ComponentId component, Order order) {
        CompletableFuture<Reply<Accepted>> asked = control.steer(steering, component, order);
        return asked.thenApply(reply -> Outcome.done(reply, component == null ? "" : component.toString()));
    }

    private HttpResponse change(Request request) {
        return HttpResponse.of(cluster.view().thenApply(reply -> Answers.of(reply, view -> answer(view.change()))));
    }

    private HttpResponse answer(@Nullable ChangeView change) {
        if (change == null) {
            return Problem.of(
                            Reply.Why.UNKNOWN,
                            Failure.of("NO_CHANGE", "this cluster has never been changed", "muster plan, muster apply"))
                    .response();
        }
        long wallMs = clock.wallMs();
        return Answers.json(HttpStatus.OK, ChangeDocument.of(change, ageMs -> Json.time(wallMs - ageMs)));
    }

    private static HostName host(String text) throws BadRequest {
        return HostName.parse(text).orElseThrow(() -> new BadRequest("INVALID_HOST", "that is no host name", ""));
    }

    private static Role role(String text) throws BadRequest {
        if (!Role.isValid(text)) {
            throw new BadRequest("INVALID_ROLE", "that is no role", "");
        }
        return new Role(text);
    }
}
