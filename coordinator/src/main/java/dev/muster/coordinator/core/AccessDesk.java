package dev.muster.coordinator.core;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.core.CoordinatorEvent.TokenRequested;
import dev.muster.coordinator.core.CoordinatorEvent.TokenRevocationRequested;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes tokens good, and takes them back. Who may ask for that is judged before it comes here. */
final class AccessDesk {

    private AccessDesk() {}

    static void add(Turn turn, ClusterName cluster, TokenRequested event) {
        Failure refusal = refusal(turn.durable().access(), cluster, event.token());
        if (refusal == null) {
            turn.change(d -> d.access().find(event.token().id()).isPresent()
                    ? d
                    : d.admitting(d.access().with(event.token())));
            turn.admit();
        }
        turn.answer(event.request(), refusal);
    }

    private static @Nullable Failure refusal(Access access, ClusterName cluster, AccessToken token) {
        Optional<AccessToken> same = access.find(token.id());
        if (same.isPresent()) {
            return isAskedForAgain(same.get(), token)
                    ? null
                    : Failure.of("TOKEN_EXISTS", "there is, or was, another token " + token.id(), "Ask for a new one.");
        }
        ClusterName only = token.cluster();
        if (only != null && !only.equals(cluster)) {
            return Failure.of(
                    "OTHER_CLUSTER",
                    "a token for cluster \"" + only + "\" is of no use here: this is \"" + cluster + "\"",
                    "Ask a coordinator of that cluster for it.");
        }
        if (access.pruned(token.createdMs()).isFull()) {
            return Failure.of(
                    "TOO_MANY_TOKENS",
                    "there are " + Access.TOKENS_MAX + " tokens already, with those that are revoked or expired",
                    "Give them shorter lives: what has expired for 30 days is forgotten.");
        }
        return null;
    }

    private static boolean isAskedForAgain(AccessToken there, AccessToken wanted) {
        return there.hash().matches(wanted.hash())
                && there.name().equals(wanted.name())
                && there.roles().equals(wanted.roles())
                && !there.isRevoked();
    }

    static void revoke(Turn turn, TokenRevocationRequested event) {
        if (turn.durable().access().find(event.token()).isEmpty()) {
            turn.answer(
                    event.request(),
                    Failure.of(
                            "UNKNOWN",
                            "there is no token " + event.token(),
                            "muster access list shows what there is."));
        } else {
            turn.change(d -> d.admitting(d.access().revoked(event.token(), event.wallMs())));
            turn.admit();
            turn.answer(event.request(), null);
        }
    }
}
