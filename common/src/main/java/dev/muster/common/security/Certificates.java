package dev.muster.common.security;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerIdentity;
import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a certificate says of its owner: one URI among its alternative names, {@code muster://CLUSTER/KIND/HOST}. The usual names
 * (DNS, IP) are there too, for browsers and ZooKeeper; they decide nothing here.
 */
public final class Certificates {

    private static final Integer DNS_NAME = 2;
    private static final Integer IP_ADDRESS = 7;
    private static final int URI_NAME = 6; // RFC 5280, GeneralName: uniformResourceIdentifier
    private static final Pattern NAME = Pattern.compile("muster://([^/]+)/(agent|coordinator)/([^/]+)");

    private Certificates() {}

    /** The name under which {@code host} of {@code cluster} is {@code kind}. */
    public static URI name(ClusterName cluster, IdentityKind kind, HostName host) {
        return URI.create("muster://" + cluster + "/" + kind.name().toLowerCase(Locale.ROOT) + "/" + host.inUrl());
    }

    /** Whether TLS clients that compare names find {@code host} in it; it is a name, or an address as text. */
    public static boolean isFor(X509Certificate certificate, HostName host) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all != null
                    && all.stream()
                            .filter(name -> Set.of(DNS_NAME, IP_ADDRESS).contains(name.get(0)))
                            .flatMap(name -> HostName.parse(String.valueOf(name.get(1))).stream())
                            .anyMatch(host::equals);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** Who the owner is; empty when the certificate is none of a Muster cluster, or says more than one thing. */
    public static Optional<PeerIdentity> identity(X509Certificate certificate) {
        List<String> names;
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            names = all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        if (names.size() != 1) {
            return Optional.empty();
        }
        Matcher name = NAME.matcher(names.get(0));
        if (!name.matches() || !ClusterName.isValid(name.group(1))) {
            return Optional.empty();
        }
        return HostName.parse(name.group(3))
                .map(host -> new PeerIdentity(
                        new ClusterName(name.group(1)),
                        IdentityKind.valueOf(name.group(2).toUpperCase(Locale.ROOT)),
                        host,
                        Keys.print(certificate.getPublicKey()),
                        certificate.getNotAfter().getTime()));
    }
}
