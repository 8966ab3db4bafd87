package dev.muster.coordinator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 */
final class Orders implements HttpService {

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final String CLIENT = "muster-client";
    private static final int CLIENT_LENGTH_MAX = 200;
    private static final int TEXT_LENGTH_MAX = 500;
    private static final Set<String> FIELDS = Set.of("who", "reason");

    private final Carrier carrier;

    Orders(Carrier carrier) {
        this.carrier = carrier;
    }

    /** Carries an order out. */
    interface Carrier {
        CompletableFuture<Reply<Accepted>> carryOut(ServiceRequestContext context, Order order) throws BadRequest;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        Optional<Problem> refusal = refusal(request.headers());
        if (refusal.isPresent()) {
            LOG.warn(
                    "refused {} from {}: {}",
                    context.path(),
                    context.remoteAddress(),
                    refusal.get().code());
            return refusal.get().response();
        }
        return HttpResponse.of(request.aggregate().thenCompose(whole -> answer(context, whole)));
    }

    private CompletableFuture<HttpResponse> answer(ServiceRequestContext context, AggregatedHttpRequest request) {
        try {
            Query.of(context.queryParams(), Set.of());
            Order order = order(request.content().array(), request.headers().get(CLIENT, ""));
            LOG.info("{} orders {} ({})", order.who(), context.path(), order.reason());
            return carrier.carryOut(context, order)
                    .thenApply(reply -> Answers.of(reply, accepted -> Answers.json(HttpStatus.ACCEPTED, accepted)));
        } catch (BadRequest e) {
            return CompletableFuture.completedFuture(e.problem().response());
        }
    }

    private static Optional<Problem> refusal(RequestHeaders headers) {
        String client = headers.get(CLIENT, "");
        if (client.isBlank() || client.length() > CLIENT_LENGTH_MAX || hasControls(client)) {
            return Optional.of(Problem.of(
                    HttpStatus.FORBIDDEN,
                    "CLIENT_HEADER_MISSING",
                    "what changes something carries the header Muster-Client",
                    "send Muster-Client with the name of your program"));
        }
        if (isOfAnotherSite(headers)) {
            return Optional.of(Problem.of(
                    HttpStatus.FORBIDDEN, "FOREIGN_ORIGIN", "the request comes from a page of another site", ""));
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

    /** Browsers say where a request comes from; programs say nothing. */
    private static boolean isOfAnotherSite(RequestHeaders headers) {
        String origin = headers.get("origin");
        boolean ours = origin == null
                || origin.equals("http://" + headers.authority())
                || origin.equals("https://" + headers.authority());
        String site = headers.get("sec-fetch-site", "none");
        return !ours || !(site.equals("none") || site.equals("same-origin"));
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static Order order(byte[] body, String client) throws BadRequest {
        JsonNode document;
        try {
            document = Json.read(body);
        } catch (IOException e) {
            throw new BadRequest("NO_JSON", "the body is no JSON, or beyond the limits", "send at least {}");
        }
        if (!document.isObject()) {
            throw new BadRequest("NO_JSON", "the body must be a JSON object", "send at least {}");
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = document.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (!FIELDS.contains(field.getKey())) {
                throw new BadRequest("UNKNOWN_FIELD", "there is no field of that name here", "there are: reason, who");
            }
            if (!field.getValue().isTextual()
                    || field.getValue().textValue().length() > TEXT_LENGTH_MAX
                    || hasControls(field.getValue().textValue())) {
                throw new BadRequest(
                        "INVALID_FIELD",
                        field.getKey() + " must be one line of at most " + TEXT_LENGTH_MAX + " characters",
                        "");
            }
        }
        return new Order(
                document.path("who").asText(client), document.path("reason").asText(""));
    }
}
