package dev.muster.coordinator.http;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.auth.TokenId;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Who may do what, in memory. */
final class FakeAccess implements AccessControl {

    private static final long HOUR_MS = 3_600_000;

    final AtomicReference<Access> access = new AtomicReference<>(Access.NONE);
    volatile boolean leading = true;
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Reply<Access> access() {
        return leading
                ? new Reply.Done<>(access.get())
                : new Reply.Refused<>(Reply.Why.UNAVAILABLE, Failure.of("NOT_LEADING", "another leads", ""));
    }

    @Override
    public CompletableFuture<Reply<Issued>> issue(Wanted wanted) {
        BearerToken secret = make();
        long nowMs = Clock.system().wallMs();
        AccessToken token = token(secret, wanted, nowMs, nowMs + wanted.lifeMs());
        access.updateAndGet(before -> before.with(token));
        return CompletableFuture.completedFuture(new Reply.Done<>(new Issued(secret, token)));
    }

    @Override
    public CompletableFuture<Reply<AccessToken>> revoke(TokenId token) {
        if (access.get().find(token).isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Reply.Refused<>(Reply.Why.UNKNOWN, Failure.of("UNKNOWN", "there is no token " + token, "")));
        }
        Access after = access.updateAndGet(
                before -> before.revoked(token, Clock.system().wallMs()));
        return CompletableFuture.completedFuture(
                new Reply.Done<>(after.find(token).orElseThrow()));
    }

    /** A good token of that role. */
    BearerToken give(AccessRole role) {
        return give(role, null, HOUR_MS);
    }

    /** A good token of two roles. */
    BearerToken give(AccessRole one, AccessRole other) {
        BearerToken secret = make();
        long nowMs = Clock.system().wallMs();
        Wanted wanted = new Wanted("both", new TreeSet<>(List.of(one, other)), null, HOUR_MS);
        access.updateAndGet(before -> before.with(token(secret, wanted, nowMs, nowMs + HOUR_MS)));
        return secret;
    }

    /** A token that is good for {@code lifeMs} from now on, which may be less than nothing. */
    BearerToken give(AccessRole role, @Nullable ClusterName cluster, long lifeMs) {
        BearerToken secret = make();
        long nowMs = Clock.system().wallMs();
        Wanted wanted = new Wanted(role.word(), new TreeSet<>(List.of(role)), cluster, lifeMs);
        access.updateAndGet(before -> before.with(token(secret, wanted, nowMs - HOUR_MS, nowMs + lifeMs)));
        return secret;
    }

    private static AccessToken token(BearerToken secret, Wanted wanted, long createdMs, long expiresMs) {
        return new AccessToken(
                secret.id(), secret.hash(), wanted.name(), wanted.roles(), wanted.cluster(), createdMs, expiresMs, 0);
    }

    /** A token that nobody knows of. */
    BearerToken make() {
        byte[] id = new byte[BearerToken.ID_BYTES];
        int number = made.incrementAndGet();
        id[0] = (byte) (number % 36);
        id[1] = (byte) (number / 36);
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        secret[0] = (byte) number;
        return BearerToken.of(id, secret);
    }
}
