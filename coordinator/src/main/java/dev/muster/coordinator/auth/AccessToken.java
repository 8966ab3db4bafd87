package dev.muster.coordinator.auth;

import dev.muster.common.model.ClusterName;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token. Times are milliseconds since 1970 by the coordinator's wall clock: an expiry means a date.
 *
 * @param name of the person or the program that it was made for
 * @param roles at least one
 * @param cluster the only one that it is good for; null for any
 * @param expiresMs 0 for never
 * @param revokedMs 0 while it is not
 */
public record AccessToken(
        TokenId id,
        TokenHash hash,
        String name,
        SortedSet<AccessRole> roles,
        @Nullable ClusterName cluster,
        long createdMs,
        long expiresMs,
        long revokedMs) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    public AccessToken {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        if (!isName(name) || roles.isEmpty()) {
            throw new IllegalArgumentException("a token has a name and a role: " + name);
        }
    }

    /** Whether {@code text} can be the name of a token: up to 64 letters, digits, and {@code . _ @ -} behind the first. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether its holder may do what takes {@code permission}. */
    public boolean may(Permission permission) {
        return permission == Permission.APPLY
                ? may(Permission.DEFINE) && may(Permission.OPERATE)
                : roles.stream().anyMatch(role -> role.may(permission));
    }

    /** Its roles in words. */
    public String roleWords() {
        return roles.stream().map(AccessRole::word).collect(Collectors.joining(", "));
    }

    public boolean isRevoked() {
        return revokedMs != 0;
    }

    /** Whether its time is over at {@code wallMs}. */
    public boolean isExpired(long wallMs) {
        return expiresMs != 0 && wallMs >= expiresMs;
    }

    AccessToken revokedAt(long wallMs) {
        return isRevoked()
                ? this
                : new AccessToken(id, hash, name, roles, cluster, createdMs, expiresMs, Math.max(1, wallMs));
    }
}
