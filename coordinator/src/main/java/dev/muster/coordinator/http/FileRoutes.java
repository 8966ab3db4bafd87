package dev.muster.coordinator.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.ChangeControl.File;
import dev.muster.coordinator.http.ChangeControl.Revision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The definition of the cluster: what is in force, what was, and what another one would do. */
final class FileRoutes {

    static final String FILE = "/v1/cluster/file";
    static final String PLANS = "/v1/plans";

    /** Reading and rendering a large definition takes a while. */
    static final long FILES_TAKE_MS = 30_000;

    private static final Set<String> PLAN_FIELDS = Set.of("file", "strategy");

    private final ChangeControl control;
    private final AuditTrail audit;

    FileRoutes(ChangeControl control, AuditTrail audit) {
        this.control = control;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        FILE,
                        Permission.READ,
                        About.of(
                                "The cluster.json in force, byte for byte",
                                Answer.text(MediaType.PLAIN_TEXT_UTF_8.toString(), "The file as it was accepted.")
                                        .with("ETag", "The number of the revision, for If-Match of PUT."),
                                Tag.UNCHANGED),
                        this::file),
                new Route(
                        HttpMethod.PUT,
                        FILE,
                        Permission.APPLY,
                        About.of(
                                        "Put a cluster.json into force, and make the cluster what it says",
                                        Answer.json(202, "Accepted", "It is stored, and is carried out step by step."))
                                .text("strategy", Strategies.TEXT)
                                .text("reason", "Why, in one line: for the revision and the audit.")
                                .text("who", "Who wants it, where no token tells.")
                                .text("ticket", "Of the place in the queue that it was waited at.")
                                .text("confirm", "The cluster's name, where data or a service may be lost.")
                                .text("token", "Of the plan that is to be performed: that one, or none.")
                                .number("maxFailed", 0, 10_000, "So many failed steps do not end it.")
                                .body("ClusterFile"),
                        new FileUpload(control, audit)),
                new Route(
                        HttpMethod.POST,
                        PLANS,
                        Permission.READ,
                        About.of(
                                        "What a cluster.json would do to the cluster as it is; nothing is changed",
                                        Answer.json(200, "Plan", "The plan, with what stands against it."))
                                .body("PlanQuestion"),
                        this::plan),
                new Route(
                        HttpMethod.GET,
                        "/v1/revisions",
                        Permission.READ,
                        About.of(
                                "Every accepted cluster.json that is kept, oldest first",
                                Answer.json(200, "Revisions", "Without their texts.")),
                        this::revisions),
                new Route(
                        HttpMethod.GET,
                        "/v1/revisions/{revision}",
                        Permission.READ,
                        About.of("One accepted cluster.json", Answer.json(200, "Revision", "With its exact text.")),
                        this::revision));
    }

    private HttpResponse file(Request request) {
        return HttpResponse.of(control.revisions()
                .thenApply(reply -> Answers.of(reply, kept -> {
                    Revision current = kept.get(kept.size() - 1);
                    return Tag.exactly(current.number().toString())
                            .answer(
                                    request.http().headers(),
                                    MediaType.PLAIN_TEXT_UTF_8,
                                    current.file().text().getBytes(StandardCharsets.UTF_8));
                })));
    }

    private HttpResponse revisions(Request request) {
        return HttpResponse.of(control.revisions()
                .thenApply(reply ->
                        Answers.of(reply, kept -> Answers.json(HttpStatus.OK, RevisionDocument.All.of(kept)))));
    }

    private HttpResponse revision(Request request) throws BadRequest {
        Generation wanted = request.revision();
        return HttpResponse.of(control.revisions()
                .thenApply(reply -> Answers.of(reply, kept -> kept.stream()
                        .filter(each -> each.number().equals(wanted))
                        .findFirst()
                        .map(each -> Answers.json(HttpStatus.OK, RevisionDocument.One.of(each)))
                        .orElseGet(() -> Problem.of(Reply.Why.UNKNOWN, notKept(wanted, kept))
                                .response()))));
    }

    private static Failure notKept(Generation wanted, List<Revision> kept) {
        return Failure.of(
                "UNKNOWN",
                "there is no revision " + wanted + ", or it is kept no longer: there are "
                        + kept.get(0).number() + " to "
                        + kept.get(kept.size() - 1).number(),
                "muster revisions lists them.");
    }

    /** The same rules as for an order, because a page of another site must not keep the coordinator busy either. */
    private HttpResponse plan(Request request) {
        Optional<HttpResponse> refusal = Orders.refused(request, audit);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        request.context().setRequestTimeoutMillis(FILES_TAKE_MS);
        return HttpResponse.of(request.http().aggregate().thenCompose(whole -> planned(request, whole)));
    }

    private CompletableFuture<HttpResponse> planned(Request request, AggregatedHttpRequest whole) {
        try {
            OrderDocument document = OrderDocument.readLarge(whole.content().array(), PLAN_FIELDS);
            Strategy strategy = Strategies.parse(document.text("strategy").orElse(""));
            File file = Files.of(document.whole("file").getBytes(StandardCharsets.UTF_8));
            return control.plan(file, strategy, Orders.who(request))
                    .thenApply(reply -> Answers.of(
                            reply, planned -> Answers.json(HttpStatus.OK, PlanDocument.of(planned, file.text()))));
        } catch (BadRequest e) {
            return CompletableFuture.completedFuture(e.problem().response());
        }
    }
}
