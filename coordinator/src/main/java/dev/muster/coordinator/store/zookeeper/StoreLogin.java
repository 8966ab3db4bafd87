package dev.muster.coordinator.store.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.common.model.trust.Secret;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.List;
import org.apache.curator.framework.AuthInfo;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.jspecify.annotations.Nullable;

/**
 * How a coordinator shows a store who it is, and whose the cluster's nodes are.
 *
 * <ol>
 *   <li>With a password, the nodes belong to its user: nobody else reads, writes, lists or removes them.
 *   <li>With none but a certificate, they belong to that certificate's subject.
 *   <li>With neither they are everybody's: for ensembles whose members do not know one another either.
 * </ol>
 *
 * @param passwords all that this coordinator knows; the nodes belong to the first. Further ones open what an earlier start,
 *     with fewer keys, has written
 * @param tls of the connection; null when it is not encrypted
 * @param isShared whether other clusters may live in the same ensemble
 */
public record StoreLogin(List<Password> passwords, @Nullable StoreTls tls, boolean isShared) {

    private static final String SCHEME = "digest";

    /** Shows nothing, and keeps nothing from anybody. */
    public static final StoreLogin NOBODY = new StoreLogin(List.of(), null, true);

    public StoreLogin {
        passwords = List.copyOf(passwords);
    }

    /** A user and what it knows; ZooKeeper's scheme {@code digest}. */
    public record Password(String user, Secret secret) {

        /** Of text of the form {@code user:password}; null when it has another. */
        public static @Nullable Password parse(String text) {
            int colon = text.indexOf(':');
            return colon < 1 || colon == text.length() - 1
                    ? null
                    : new Password(text.substring(0, colon), new Secret(text.substring(colon + 1)));
        }

        private String joined() {
            return user + ":" + secret.reveal();
        }
    }

    List<AuthInfo> shown() {
        return passwords.stream()
                .map(password -> new AuthInfo(SCHEME, password.joined().getBytes(UTF_8)))
                .toList();
    }

    /** Whose the cluster's nodes are. */
    List<ACL> owner() {
        if (!passwords.isEmpty()) {
            // Its client asks whether null is in it, which lists of List.of do not answer.
            return Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id(SCHEME, digest(passwords.get(0)))));
        }
        return tls == null ? ZooDefs.Ids.OPEN_ACL_UNSAFE : ZooDefs.Ids.CREATOR_ALL_ACL;
    }

    /** Whether {@code found} lets in whom {@link #owner} keeps out. */
    boolean isTooOpen(List<ACL> found) {
        if (!passwords.isEmpty()) {
            return !found.equals(owner());
        }
        return tls != null
                && found.stream().anyMatch(each -> each.getId().getScheme().equals("world"));
    }

    private static String digest(Password password) {
        try {
            return DigestAuthenticationProvider.generateDigest(password.joined());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("ZooKeeper's own digest is in every JDK", e);
        }
    }
}
