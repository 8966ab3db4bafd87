package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Who waits to change the cluster. */
final class QueueRoutes {

    private static final String TICKET = "ticket";
    private static final String WHAT = "what";
    private static final Pattern TICKETS = Pattern.compile("[A-Za-z0-9-]{8,64}");

    private final ChangeControl control;
    private final AuditTrail audit;

    QueueRoutes(ChangeControl control, AuditTrail audit) {
        this.control = control;
        this.audit = new OfRefusals(audit);
    }

    /** Who waits says so each second, and changes nothing by that: what it waits for is audited when it is done. */
    private record OfRefusals(AuditTrail trail) implements AuditTrail {
        @Override
        public void done(Deed deed) {
            // nothing was done
        }

        @Override
        public void refused(Deed deed) {
            trail.refused(deed);
        }

        @Override
        public CompletableFuture<List<String>> recent(long ageMs, int max) {
            return trail.recent(ageMs, max);
        }
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/v1/change/queue",
                        Permission.READ,
                        About.of(
                                "Who waits to change the cluster",
                                Answer.json(
                                        200, "Queue", "In the order in which they are served; also when nobody does.")),
                        this::queue),
                new Route(
                        HttpMethod.POST,
                        "/v1/change/queue",
                        Permission.OPERATE,
                        About.of(
                                        "Wait for one's turn to change the cluster; asked again, the place is kept",
                                        Answer.json(
                                                200,
                                                "Queue",
                                                "With one's own place. It is lost after 10 s of silence."))
                                .body("QueueOrder"),
                        new Orders("change.queue", Set.of(TICKET, WHAT), audit, this::enqueue)),
                new Route(
                        HttpMethod.POST,
                        "/v1/change/queue/leave",
                        Permission.OPERATE,
                        About.of("Wait no longer", Answer.json(200, "Accepted", "Also when nobody waited."))
                                .body("TicketOrder"),
                        new Orders("change.queue.leave", Set.of(TICKET), audit, this::leave)));
    }

    private HttpResponse queue(Request request) {
        return HttpResponse.of(control.waiting()
                .thenApply(
                        reply -> Answers.of(reply, found -> Answers.json(HttpStatus.OK, QueueDocument.of(found, "")))));
    }

    private CompletableFuture<Reply<Outcome>> enqueue(Request request, OrderDocument document, Order order)
            throws BadRequest {
        String ticket = needed(document);
        return control.enqueue(ticket, document.text(WHAT).orElse("change the cluster"), order)
                .thenApply(
                        reply -> reply.map(found -> new Outcome(HttpStatus.OK, "", QueueDocument.of(found, ticket))));
    }

    private CompletableFuture<Reply<Outcome>> leave(Request request, OrderDocument document, Order order)
            throws BadRequest {
        return control.leaveQueue(needed(document), order).thenApply(reply -> Outcome.done(reply, ""));
    }

    private static String needed(OrderDocument document) throws BadRequest {
        String ticket = ticket(document.text(TICKET).orElse(""));
        if (ticket.isEmpty()) {
            throw new BadRequest("INVALID_FIELD", TICKET + " is needed", "Make one by chance, and keep it.");
        }
        return ticket;
    }

    /** A ticket as it was given; empty when none was. */
    static String ticket(String given) throws BadRequest {
        if (!given.isEmpty() && !TICKETS.matcher(given).matches()) {
            throw new BadRequest("INVALID_FIELD", TICKET + " must be 8 to 64 letters, digits and hyphens", "");
        }
        return given;
    }
}
