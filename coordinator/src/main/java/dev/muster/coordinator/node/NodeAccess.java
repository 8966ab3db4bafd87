package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.auth.TokenId;
import dev.muster.coordinator.core.CoordinatorCommand.Answer;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.http.AccessControl;
import dev.muster.coordinator.http.Reply;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, as the core has stored it. Tokens are made here, because the core has no chance; what was not asked over HTTP
 * has request number 0, for which nobody waits.
 */
final class NodeAccess implements AccessControl {

    private static final long STORED_MS = 10_000;
    private static final long FOR_NOBODY = 0;

    private final Consumer<CoordinatorEvent> events;
    private final Supplier<Failure> notLeading;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, CompletableFuture<Reply<Boolean>>> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Access admitted;

    /**
     * @param events takes what the core is to know
     * @param notLeading what to say while this coordinator does not lead
     */
    NodeAccess(Consumer<CoordinatorEvent> events, Supplier<Failure> notLeading, Clock clock) {
        this.events = events;
        this.notLeading = notLeading;
        this.clock = clock;
    }

    /** The core's word: it is stored. */
    void admit(Access access) {
        admitted = access;
    }

    /** This coordinator does not know any longer. */
    void forget() {
        admitted = null;
    }

    /** The core's word. */
    void answered(Answer answer) {
        CompletableFuture<Reply<Boolean>> asked = waiting.remove(answer.request());
        Failure refusal = answer.refusal();
        if (asked != null) {
            asked.complete(refusal == null ? new Reply.Done<>(true) : new Reply.Refused<>(why(refusal), refusal));
        }
    }

    private static Reply.Why why(Failure refusal) {
        return switch (refusal.code()) {
            case "UNKNOWN" -> Reply.Why.UNKNOWN;
            case "NOT_LEADING" -> Reply.Why.UNAVAILABLE;
            default -> Reply.Why.CONFLICT;
        };
    }

    @Override
    public Reply<Access> access() {
        Access known = admitted;
        return known == null ? new Reply.Refused<>(Reply.Why.UNAVAILABLE, notLeading.get()) : new Reply.Done<>(known);
    }

    @Override
    public CompletableFuture<Reply<Issued>> issue(Wanted wanted) {
        BearerToken secret = make();
        long nowMs = clock.wallMs();
        AccessToken token = new AccessToken(
                secret.id(),
                secret.hash(),
                wanted.name(),
                wanted.roles(),
                wanted.cluster(),
                nowMs,
                nowMs + wanted.lifeMs(),
                0);
        return ask(request -> new CoordinatorEvent.TokenRequested(request, token))
                .thenApply(reply -> reply.map(done -> new Issued(secret, token)));
    }

    @Override
    public CompletableFuture<Reply<AccessToken>> revoke(TokenId token) {
        return ask(request -> new CoordinatorEvent.TokenRevocationRequested(request, token, clock.wallMs()))
                .thenApply(reply -> reply.map(done -> find(token)));
    }

    private AccessToken find(TokenId token) {
        Access known = admitted;
        return (known == null ? Access.NONE : known)
                .find(token)
                .orElseThrow(() -> new IllegalStateException("the lead was lost in this moment"));
    }

    /** A token that nobody knows of yet. */
    BearerToken make() {
        byte[] id = new byte[BearerToken.ID_BYTES];
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return BearerToken.of(id, secret);
    }

    /** Makes {@code token} good without being asked over HTTP. */
    void add(AccessToken token) {
        events.accept(new CoordinatorEvent.TokenRequested(FOR_NOBODY, token));
    }

    /** Makes the event of a request. */
    private interface Question {
        CoordinatorEvent of(long request);
    }

    private CompletableFuture<Reply<Boolean>> ask(Question question) {
        long request = requests.incrementAndGet();
        CompletableFuture<Reply<Boolean>> answer = new CompletableFuture<>();
        waiting.put(request, answer);
        events.accept(question.of(request));
        return answer.completeOnTimeout(
                        new Reply.Refused<>(
                                Reply.Why.UNAVAILABLE,
                                Failure.of(
                                        "STORE_SLOW",
                                        "the order was not stored within " + STORED_MS / 1000 + " s",
                                        "It may still be carried out: see muster access list.")),
                        STORED_MS,
                        TimeUnit.MILLISECONDS)
                .whenComplete((done, error) -> waiting.remove(request));
    }
}
