package dev.muster.coordinator.http;

import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.Permission;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as far as it is known.
 *
 * @param token null when none was asked for, or none that is good was shown
 * @param local whether it comes from this very machine
 * @param from address, without the port
 */
record Caller(@Nullable AccessToken token, boolean local, String from) {

    /** In words. What a caller without a token says about itself is put in brackets: nobody has looked whether it is true. */
    String who(String claimed) {
        if (token != null) {
            return token.name();
        }
        return (local ? "local" : "unauthenticated") + (claimed.isEmpty() ? "" : " (" + claimed + ")");
    }

    /** Whether a caller with a token may do that. */
    boolean may(Permission permission) {
        return token != null && token.may(permission);
    }

    /** What this caller did, or was not let do. */
    Deed deed(String claimed, String action, String target, String result, String reason) {
        return new Deed(
                who(claimed),
                token == null ? "" : token.roleWords(),
                token == null ? "" : token.id().value(),
                action,
                target,
                from,
                result,
                reason,
                1);
    }
}
