package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.ClusterName;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.auth.TokenId;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.AccessControl.Issued;
import dev.muster.coordinator.http.AccessControl.Wanted;
import dev.muster.coordinator.http.ClusterControl.Order;
import dev.muster.coordinator.http.Orders.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who may do what, and who did what. */
final class AccessRoutes {

    private static final long DAY_S = 24 * 3600;
    private static final long LIFE_S_MAX = 366 * DAY_S;
    private static final long LIFE_S_USUAL = 90 * DAY_S;
    private static final long AGE_S_USUAL = DAY_S;
    private static final long AGE_S_MAX = 3660 * DAY_S;
    private static final int ENTRIES_MAX = 10_000;
    private static final int ENTRIES_USUAL = 1000;
    private static final Set<String> FIELDS = Set.of("name", "roles", "cluster", "expiresInSeconds");

    private final AccessControl access;
    private final AuditTrail audit;

    AccessRoutes(AccessControl access, AuditTrail audit) {
        this.access = access;
        this.audit = audit;
    }

    List<Route> list() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/v1/access/tokens",
                        Permission.ADMINISTER,
                        About.of(
                                "All access tokens, without their secrets",
                                Answer.json(200, "Tokens", "Good ones, expired ones and revoked ones.")),
                        this::tokens),
                new Route(
                        HttpMethod.POST,
                        "/v1/access/tokens",
                        Permission.ADMINISTER,
                        About.of(
                                        "Make an access token",
                                        Answer.json(201, "Token", "The new token, in the field token, this once."))
                                .body("TokenOrder"),
                        new Orders("access.create", FIELDS, audit, this::create)),
                new Route(
                        HttpMethod.POST,
                        "/v1/access/tokens/{id}/revoke",
                        Permission.ADMINISTER,
                        About.of("Take an access token back", Answer.json(200, "Token", "It is good no longer."))
                                .body("Order"),
                        new Orders("access.revoke", Set.of(), audit, this::revoke)),
                new Route(
                        HttpMethod.GET,
                        "/v1/audit",
                        Permission.AUDIT,
                        About.of(
                                        "The newest entries of this coordinator's audit",
                                        Answer.lines("AuditEntry", "Oldest first, one JSON document a line."))
                                .number("age", 0, AGE_S_MAX, "Not older than so many seconds; a day when left out.")
                                .number("limit", 1, ENTRIES_MAX, "At most so many; 1000 when left out."),
                        this::audit));
    }

    /** A token for people; its hash is nobody's business. */
    record Document(
            String id,
            String name,
            List<String> roles,
            @Nullable String cluster,
            String createdAt,
            @Nullable String expiresAt,
            @Nullable String revokedAt,
            @Nullable String token) {

        static Document of(AccessToken token, @Nullable String secret) {
            ClusterName only = token.cluster();
            return new Document(
                    token.id().value(),
                    token.name(),
                    token.roles().stream().map(AccessRole::word).toList(),
                    only == null ? null : only.value(),
                    Json.time(token.createdMs()),
                    token.expiresMs() == 0 ? null : Json.time(token.expiresMs()),
                    token.isRevoked() ? Json.time(token.revokedMs()) : null,
                    secret);
        }
    }

    private HttpResponse tokens(Request request) {
        return Answers.of(
                access.access(),
                known -> Answers.json(
                        HttpStatus.OK,
                        Map.of(
                                "schema",
                                "muster/tokens/1",
                                "tokens",
                                known.tokens().stream()
                                        .map(token -> Document.of(token, null))
                                        .toList())));
    }

    private CompletableFuture<Reply<Outcome>> create(Request request, OrderDocument document, Order order)
            throws BadRequest {
        String name = document.text("name").orElse("");
        if (!AccessToken.isName(name)) {
            throw new BadRequest(
                    "INVALID_FIELD",
                    "name must be 1 to 64 letters, digits and . _ @ -, the first a letter or a digit",
                    "for example {\"name\":\"ann\",\"roles\":[\"operator\"]}");
        }
        TreeSet<AccessRole> roles = new TreeSet<>();
        for (String word : document.texts("roles")) {
            roles.add(AccessRole.parse(word).orElseThrow(AccessRoutes::noRole));
        }
        if (roles.isEmpty()) {
            throw noRole();
        }
        long seconds = document.number("expiresInSeconds", 1, LIFE_S_MAX, LIFE_S_USUAL);
        Wanted wanted = new Wanted(name, roles, cluster(document), seconds * 1000);
        return access.issue(wanted).thenApply(reply -> reply.map(AccessRoutes::created));
    }

    private static Outcome created(Issued issued) {
        AccessToken token = issued.token();
        return new Outcome(
                HttpStatus.CREATED,
                token.id() + " " + token.name() + " (" + token.roleWords() + ")",
                Document.of(token, issued.secret().reveal()));
    }

    private static @Nullable ClusterName cluster(OrderDocument document) throws BadRequest {
        String text = document.text("cluster").orElse("");
        if (text.isEmpty()) {
            return null;
        }
        if (!ClusterName.isValid(text)) {
            throw new BadRequest("INVALID_FIELD", "cluster must be the name of one", "");
        }
        return new ClusterName(text);
    }

    private static BadRequest noRole() {
        return new BadRequest(
                "INVALID_FIELD", "roles must name at least one role", "there are: viewer, operator, definer, admin");
    }

    private CompletableFuture<Reply<Outcome>> revoke(Request request, OrderDocument document, Order order)
            throws BadRequest {
        TokenId id = TokenId.parse(request.path("id"))
                .orElseThrow(() -> new BadRequest(
                        "INVALID_TOKEN_ID", "that is not the id of a token", "muster access list shows the ids."));
        return access.revoke(id)
                .thenApply(reply -> reply.map(token ->
                        new Outcome(HttpStatus.OK, token.id() + " " + token.name(), Document.of(token, null))));
    }

    private HttpResponse audit(Request request) throws BadRequest {
        Query query = request.query();
        long ageMs = 1000 * query.number("age", AGE_S_USUAL);
        int max = (int) query.number("limit", ENTRIES_USUAL);
        return HttpResponse.of(audit.recent(ageMs, max)
                .thenApply(lines ->
                        HttpResponse.of(HttpStatus.OK, Routes.NDJSON, HttpData.ofUtf8(String.join("", ended(lines))))));
    }

    private static List<String> ended(List<String> lines) {
        List<String> ended = new ArrayList<>();
        lines.forEach(line -> ended.add(line + "\n"));
        return ended;
    }
}
