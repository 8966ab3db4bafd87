package dev.muster.coordinator.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.Generation;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.http.ChangeControl.File;
import dev.muster.coordinator.http.ChangeControl.Given;
import dev.muster.coordinator.http.ChangeControl.How;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code PUT /v1/cluster/file}: a cluster.json is put into force. It is an order, with the rules of {@link Orders}; and who sends it says
 * with {@code If-Match} which revision it was made from, so that nobody's change is overwritten unseen (RFC 9110, section 13.1.1; RFC
 * 6585, section 3).
 */
final class FileUpload implements Route.Handler {

    private static final Logger LOG = LoggerFactory.getLogger(FileUpload.class);
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([1-9][0-9]{0,17})\"");
    private static final int TEXT_LENGTH_MAX = 500;

    private final ChangeControl control;
    private final AuditTrail audit;

    FileUpload(ChangeControl control, AuditTrail audit) {
        this.control = control;
        this.audit = audit;
    }

    @Override
    public HttpResponse serve(Request request) throws BadRequest {
        Optional<HttpResponse> refusal = Orders.refused(request, audit);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Query query = request.query();
        int failuresMax = (int) query.number("maxFailed", 0);
        Strategy strategy = Strategies.parse(query.text("strategy").orElse(""));
        String named = line(query, "who");
        String claimed = named.isEmpty() ? request.http().headers().get(Orders.CLIENT, "") : named;
        Order order = new Order(Orders.who(request, claimed), line(query, "reason"));
        String token = line(query, "token");
        String ticket = QueueRoutes.ticket(query.text("ticket").orElse(""));
        Generation base = base(request);
        if (base == null) {
            return Problem.of(
                            HttpStatus.PRECONDITION_REQUIRED,
                            "REVISION_NEEDED",
                            "which revision the file was made from is not said",
                            "send If-Match with the ETag of GET /v1/cluster/file, for example If-Match: \"7\"")
                    .response();
        }
        Given given = new Given(base, token.isEmpty() ? null : token, line(query, "confirm"));
        request.context().setRequestTimeoutMillis(FileRoutes.FILES_TAKE_MS);
        return HttpResponse.of(request.http()
                .aggregate()
                .thenCompose(whole -> apply(request, whole, given, new How(strategy, failuresMax, order, ticket))));
    }

    private CompletableFuture<HttpResponse> apply(Request request, AggregatedHttpRequest whole, Given given, How how) {
        try {
            File file = Files.of(whole.content().array());
            LOG.info("{} applies a file ({})", how.order().who(), how.order().reason());
            return control.apply(file, given, how).thenApply(reply -> {
                audit.done(deed(request, given, how.order(), reply));
                return Answers.of(reply, accepted -> Answers.json(HttpStatus.ACCEPTED, accepted));
            });
        } catch (BadRequest e) {
            return CompletableFuture.completedFuture(e.problem().response());
        }
    }

    private static Deed deed(Request request, Given given, Order order, Reply<Accepted> reply) {
        String target =
                reply instanceof Reply.Done<Accepted> done ? done.value().message() : "revision " + given.revision();
        return request.caller().deed(order.who(), "cluster.apply", target, Orders.result(reply), order.reason());
    }

    /** Null when it is not said. */
    private static @Nullable Generation base(Request request) throws BadRequest {
        List<String> tags = request.http().headers().getAll(HttpHeaderNames.IF_MATCH);
        if (tags.isEmpty()) {
            return null;
        }
        Matcher tag = TAG.matcher(tags.get(0).strip());
        if (tags.size() > 1 || !tag.matches()) {
            throw new BadRequest(
                    "INVALID_REVISION",
                    "If-Match must be one revision",
                    "for example If-Match: \"7\", with the quotes");
        }
        return new Generation(Long.parseLong(tag.group(1)));
    }

    private static String line(Query query, String name) throws BadRequest {
        String text = query.text(name).orElse("");
        if (text.length() > TEXT_LENGTH_MAX || OrderDocument.hasControls(text)) {
            throw new BadRequest(
                    "INVALID_PARAMETER", name + " must be one line of at most " + TEXT_LENGTH_MAX + " characters", "");
        }
        return text;
    }
}
