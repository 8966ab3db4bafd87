package dev.muster.coordinator.auth;

import dev.muster.common.model.ClusterName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what: a part of the cluster's durable state.
 *
 * <ol>
 *   <li>A revoked token is never good again: it is kept until it would have expired anyway.
 *   <li>Names and clusters are compared as a whole: {@code db} is not {@code db2}.
 * </ol>
 *
 * @param tokens by id; also revoked and lately expired ones, so that their holders can be told
 */
public record Access(List<AccessToken> tokens) {

    /** Nobody may do anything yet. */
    public static final Access NONE = new Access(List.of());

    /** How many there may be, the revoked ones included. */
    public static final int TOKENS_MAX = 500;

    /** For so long an expired token is kept. */
    static final long EXPIRED_KEPT_MS = 30L * 24 * 3600 * 1000;

    public Access {
        tokens = tokens.stream().sorted(Comparator.comparing(AccessToken::id)).toList();
    }

    public Optional<AccessToken> find(TokenId id) {
        return tokens.stream().filter(token -> token.id().equals(id)).findFirst();
    }

    public boolean isFull() {
        return tokens.size() >= TOKENS_MAX;
    }

    /** Whether {@code presented} is good for {@code cluster} at {@code wallMs}. */
    public Verdict judge(BearerToken presented, ClusterName cluster, long wallMs) {
        Optional<AccessToken> found = find(presented.id());
        if (found.isEmpty() || !found.get().hash().matches(presented.hash())) {
            return new Verdict.Unknown();
        }
        return judge(found.get(), cluster, wallMs);
    }

    /** Whether a token that was good is so still. */
    public boolean isStillGood(TokenId id, ClusterName cluster, long wallMs) {
        return find(id).filter(token -> judge(token, cluster, wallMs) instanceof Verdict.Good)
                .isPresent();
    }

    private static Verdict judge(AccessToken token, ClusterName cluster, long wallMs) {
        if (token.isRevoked()) {
            return new Verdict.Revoked(token);
        }
        if (token.isExpired(wallMs)) {
            return new Verdict.Expired(token);
        }
        ClusterName only = token.cluster();
        return only == null || only.equals(cluster) ? new Verdict.Good(token) : new Verdict.OfOtherCluster(token);
    }

    /** With one more; what has expired long before that one was made is forgotten. */
    public Access with(AccessToken token) {
        List<AccessToken> changed = new ArrayList<>(without(token.createdMs()));
        changed.add(token);
        return new Access(changed);
    }

    /** Without what is forgotten at {@code wallMs}. */
    public Access pruned(long wallMs) {
        return new Access(without(wallMs));
    }

    private List<AccessToken> without(long wallMs) {
        return tokens.stream()
                .filter(token -> !token.isExpired(wallMs - EXPIRED_KEPT_MS))
                .toList();
    }

    public Access revoked(TokenId id, long wallMs) {
        return new Access(tokens.stream()
                .map(token -> token.id().equals(id) ? token.revokedAt(wallMs) : token)
                .toList());
    }
}
