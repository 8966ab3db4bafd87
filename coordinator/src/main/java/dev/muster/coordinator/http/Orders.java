package dev.muster.coordinator.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that changes something. A form or a script of another site must not be able to make one in a user's browser:
 *
 * <ol>
 *   <li>it carries the header {@code Muster-Client}, which no form can send;
 *   <li>its body is application/json, which no form can send either;
 *   <li>it comes from no other origin than this server itself.
 * </ol>
 *
 * What came of it is told to the audit before it is answered.
 */
final class Orders implements Route.Handler {

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    static final String CLIENT = "muster-client";
    private static final int CLIENT_LENGTH_MAX = 200;

    private final String action;
    private final Set<String> fields;
    private final AuditTrail audit;
    private final Carrier carrier;

    /**
     * @param action as the audit names it
     * @param fields of the body, beside {@code who} and {@code reason}
     */
    Orders(String action, Set<String> fields, AuditTrail audit, Carrier carrier) {
        this.action = action;
        this.fields = new TreeSet<>(fields);
        this.fields.addAll(Set.of("who", "reason"));
        this.audit = audit;
        this.carrier = carrier;
    }

    /** Carries an order out. */
    interface Carrier {
        CompletableFuture<Reply<Outcome>> carryOut(Request request, OrderDocument document, Order order)
                throws BadRequest;
    }

    /**
     * What came of an order.
     *
     * @param target what it was done to, for the audit
     * @param document for who asked
     */
    record Outcome(HttpStatus status, String target, Object document) {

        /** What was done at once: 200 with the coordinator's word. */
        static Reply<Outcome> done(Reply<Accepted> reply, String target) {
            return reply.map(accepted -> new Outcome(HttpStatus.OK, target, accepted));
        }
    }

    @Override
    public HttpResponse serve(Request request) {
        return refused(request, audit)
                .orElseGet(
                        () -> HttpResponse.of(request.http().aggregate().thenCompose(whole -> answer(request, whole))));
    }

    /** The answer to what might come from another site's page (rules 1 to 3), which the audit is told of; empty when it cannot. */
    static Optional<HttpResponse> refused(Request request, AuditTrail audit) {
        return refusal(request.http().headers()).map(refusal -> {
            LOG.warn(
                    "refused {} from {}: {}",
                    request.context().path(),
                    request.caller().from(),
                    refusal.code());
            audit.refused(request.caller().deed("", Gate.action(request.context()), "", refusal.code(), ""));
            return refusal.response();
        });
    }

    private CompletableFuture<HttpResponse> answer(Request request, AggregatedHttpRequest whole) {
        try {
            OrderDocument document = OrderDocument.read(whole.content().array(), fields);
            String claimed = document.text("who").orElse(whole.headers().get(CLIENT, ""));
            Order order =
                    new Order(who(request, claimed), document.text("reason").orElse(""));
            LOG.info("{} orders {} ({})", order.who(), request.context().path(), order.reason());
            return carrier.carryOut(request, document, order).thenApply(reply -> {
                audit.done(deed(request, claimed, order, reply));
                return Answers.of(reply, outcome -> Answers.json(outcome.status(), outcome.document()));
            });
        } catch (BadRequest e) {
            return CompletableFuture.completedFuture(e.problem().response());
        }
    }

    private Deed deed(Request request, String claimed, Order order, Reply<Outcome> reply) {
        String target = reply instanceof Reply.Done<Outcome> done
                ? done.value().target()
                : request.context().path();
        return request.caller().deed(claimed, action, target, result(reply), order.reason());
    }

    /** Who asks something that is no order, as far as it is known. */
    static String who(Request request) {
        return who(request, request.http().headers().get(CLIENT, ""));
    }

    /** Whose word an order is: the token's owner's, or, where no token tells, of who is claimed to be. */
    static String who(Request request, String claimed) {
        return request.caller().token() == null ? claimed : request.caller().who("");
    }

    /** What came of an order, as the audit names it. */
    static String result(Reply<?> reply) {
        return reply instanceof Reply.Refused<?> refused ? refused.failure().code() : Deed.DONE;
    }

    private static Optional<Problem> refusal(RequestHeaders headers) {
        String client = headers.get(CLIENT, "");
        if (client.isBlank() || client.length() > CLIENT_LENGTH_MAX || OrderDocument.hasControls(client)) {
            return Optional.of(Problem.of(
                    HttpStatus.FORBIDDEN,
                    "CLIENT_HEADER_MISSING",
                    "what changes something carries the header Muster-Client",
                    "send Muster-Client with the name of your program"));
        }
        if (Origin.isOfAnotherSite(headers)) {
            return Optional.of(Refusals.FOREIGN_ORIGIN);
        }
        MediaType type = headers.contentType();
        if (type == null || !type.is(MediaType.JSON)) {
            return Optional.of(Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "JSON_EXPECTED",
                    "the body must be application/json",
                    "send Content-Type: application/json and at least {}"));
        }
        return Optional.empty();
    }
}
