package dev.muster.common.security;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerIdentity;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a process shows who it is with, and whom it believes.
 *
 * @param key private
 * @param chain the certificate of {@code key} first, then those between it and an authority's; not the authority's
 * @param authorities whose certificates are believed, and no others; at least one, the one in force first
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
    public Credentials {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("nobody would be believed");
        }
    }

    /** Of a cluster with one authority. */
    public Credentials(PrivateKey key, List<X509Certificate> chain, X509Certificate authority) {
        this(key, chain, List.of(authority));
    }

    /** The certificate of the key. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The authority in force. */
    public X509Certificate authority() {
        return authorities.get(0);
    }

    /** The prints of the authorities' keys. */
    public Set<KeyPrint> believed() {
        Set<KeyPrint> prints = new LinkedHashSet<>();
        authorities.forEach(each -> prints.add(Keys.print(each.getPublicKey())));
        return prints;
    }

    /** The cluster that the certificate is for; an authority may be that of several. Empty when it names none. */
    public Optional<ClusterName> cluster() {
        return Certificates.identity(certificate()).map(PeerIdentity::cluster);
    }

    /** What is shown in a handshake: who comes for the first time knows no more than the print of an authority's key. */
    public List<X509Certificate> shown() {
        List<X509Certificate> shown = new ArrayList<>(chain);
        shown.addAll(authorities);
        return shown;
    }

    @Override
    public String toString() {
        return "credentials of " + certificate().getSubjectX500Principal() + " by "
                + certificate().getIssuerX500Principal();
    }
}
