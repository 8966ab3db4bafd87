package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.auth.TokenId;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.http.AccessControl;
import dev.muster.coordinator.http.Reply;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, as the core has stored it. Tokens are made here, because the core has no chance; what was not asked over HTTP
 * is a request that nobody waits for.
 */
final class NodeAccess implements AccessControl {

    private static final String LOOK_AT = "muster access list";

    private final Consumer<CoordinatorEvent> events;
    private final Requests requests;
    private final Supplier<Failure> notLeading;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable Access admitted;

    /**
     * @param events takes what the core is to know and nobody waits for
     * @param requests takes what is waited for
     * @param notLeading what to say while this coordinator does not lead
     */
    NodeAccess(Consumer<CoordinatorEvent> events, Requests requests, Supplier<Failure> notLeading, Clock clock) {
        this.events = events;
        this.requests = requests;
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
        return requests.ask(request -> new CoordinatorEvent.TokenRequested(request, token), LOOK_AT)
                .thenApply(reply -> reply.map(done -> new Issued(secret, token)));
    }

    @Override
    public CompletableFuture<Reply<AccessToken>> revoke(TokenId token) {
        return requests.ask(
                        request -> new CoordinatorEvent.TokenRevocationRequested(request, token, clock.wallMs()),
                        LOOK_AT)
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
        events.accept(new CoordinatorEvent.TokenRequested(Requests.FOR_NOBODY, token));
    }
}
