package dev.muster.coordinator.trust;

import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.KeyPrint;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom the cluster believes.
 *
 * @param tokens join tokens by id
 * @param keys the first key of each host that has joined: its certificates are issued for that one
 * @param revoked keys whose certificates count no longer, whatever their dates say
 * @param rotation the exchange of the cluster's authority, under way or done; null when there was none
 */
public record Trust(
        SortedMap<String, Token> tokens,
        SortedMap<HostName, KeyPrint> keys,
        SortedSet<KeyPrint> revoked,
        @Nullable CaRotation rotation) {

    /** Of a cluster in which nobody has joined yet. */
    public static final Trust NOBODY = new Trust(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), null);

    public Trust {
        tokens = Collections.unmodifiableSortedMap(new TreeMap<>(tokens));
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        revoked = Collections.unmodifiableSortedSet(new TreeSet<>(revoked));
    }

    /**
     * A join token, as the cluster keeps it.
     *
     * @param hash of its secret
     * @param host that it is for, and for once; null when any host of cluster.json may join with it
     * @param expiresAtMs milliseconds since 1970
     * @param authority print of the authority that whoever has it expects; null when it was made before authorities could be exchanged
     */
    public record Token(
            String hash,
            @Nullable HostName host,
            long expiresAtMs,
            @Nullable KeyPrint authority) {}

    /** With one token more. */
    public Trust withToken(String id, Token token) {
        TreeMap<String, Token> changed = new TreeMap<>(tokens);
        changed.put(id, token);
        return new Trust(changed, keys, revoked, rotation);
    }

    /** With one token less. */
    public Trust withoutToken(String id) {
        TreeMap<String, Token> changed = new TreeMap<>(tokens);
        changed.remove(id);
        return new Trust(changed, keys, revoked, rotation);
    }

    /** Without the tokens that nobody can use any more. */
    public Trust withoutExpired(long wallMs) {
        TreeMap<String, Token> changed = new TreeMap<>(tokens);
        changed.values().removeIf(token -> token.expiresAtMs() <= wallMs);
        return new Trust(changed, keys, revoked, rotation);
    }

    /** With the key of a host that has joined. */
    public Trust withKey(HostName host, KeyPrint key) {
        TreeMap<HostName, KeyPrint> changed = new TreeMap<>(keys);
        changed.put(host, key);
        return new Trust(tokens, changed, revoked, rotation);
    }

    /** Without a host: its key counts no longer, and another one may join in its name. */
    public Trust withoutHost(HostName host) {
        KeyPrint key = keys.get(host);
        if (key == null) {
            return this;
        }
        TreeMap<HostName, KeyPrint> left = new TreeMap<>(keys);
        left.remove(host);
        TreeSet<KeyPrint> more = new TreeSet<>(revoked);
        more.add(key);
        return new Trust(tokens, left, more, rotation == null ? null : rotation.without(host));
    }

    /** The exchange of the authority has come so far. */
    public Trust withRotation(CaRotation now) {
        return new Trust(tokens, keys, revoked, now);
    }

    /** The exchange of the authority is done: tokens that expect the old one could not be used any more. */
    public Trust withFinished(CaRotation done) {
        TreeMap<String, Token> changed = new TreeMap<>(tokens);
        changed.values().removeIf(token -> !done.issuing().equals(token.authority()));
        return new Trust(changed, keys, revoked, done);
    }
}
