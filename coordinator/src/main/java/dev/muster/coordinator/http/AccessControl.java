package dev.muster.coordinator.http;

import dev.muster.common.model.ClusterName;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.auth.TokenId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who may do what, as the HTTP interface asks for it. No method blocks. */
public interface AccessControl {

    /** As it is stored now; refused while this process does not lead, because then it does not know. */
    Reply<Access> access();

    /** Makes a token; answers when it is stored. */
    CompletableFuture<Reply<Issued>> issue(Wanted wanted);

    /** Takes a token back; answers when that is stored, and counts. */
    CompletableFuture<Reply<AccessToken>> revoke(TokenId token);

    /**
     * A token that somebody wants.
     *
     * @param cluster the only one that it shall be good for; null for any
     * @param lifeMs how long it shall be good
     */
    record Wanted(
            String name,
            SortedSet<AccessRole> roles,
            @Nullable ClusterName cluster,
            long lifeMs) {
        public Wanted {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /** A token that was made; its secret is told this once. */
    record Issued(BearerToken secret, AccessToken token) {}
}
