package dev.muster.common.security;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a process shows who it is with, and whom it believes.
 *
 * @param key private
 * @param chain the certificate of {@code key} first; not the authority's
 * @param authority whose certificates are believed, and no others
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain, X509Certificate authority) {
    public Credentials {
        chain = List.copyOf(chain);
    }

    /** The certificate of the key. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "credentials of " + certificate().getSubjectX500Principal();
    }
}
