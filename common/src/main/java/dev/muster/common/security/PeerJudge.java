package dev.muster.common.security;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges the certificate that somebody shows, and says what is wrong with it in words that help whoever shows it.
 *
 * <ol>
 *   <li>Only the cluster's own authority counts, by its key; while it is exchanged, the old and the new one.
 *   <li>The identity is the certificate's one {@code muster://} name; other names decide nothing.
 *   <li>A certificate is good for what it was issued for: showing who a client is, or a server.
 *   <li>It is one of the own cluster, where that is known: an authority of one's own may be that of several.
 * </ol>
 */
public final class PeerJudge {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    /** Certificates between one's own and the authority's, at most. */
    private static final int BETWEEN_MAX = 5;

    private final Set<TrustAnchor> authorities;
    private final Optional<ClusterName> cluster;

    /** Of whoever has {@code own}. */
    public PeerJudge(Credentials own) {
        this(own.authorities(), own.cluster());
    }

    /**
     * @param authorities whose certificates count
     * @param cluster whose members count; empty for any
     */
    public PeerJudge(Collection<X509Certificate> authorities, Optional<ClusterName> cluster) {
        this.cluster = cluster;
        this.authorities =
                authorities.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toUnmodifiableSet());
    }

    /** Judges who asked for this connection. */
    public PeerVerdict ofClient(List<X509Certificate> chain, Instant now) {
        return judge(chain, CLIENT_AUTH, now);
    }

    /** Judges who was asked. */
    public PeerVerdict ofServer(List<X509Certificate> chain, Instant now) {
        return judge(chain, SERVER_AUTH, now);
    }

    private PeerVerdict judge(List<X509Certificate> chain, String usage, Instant now) {
        X509Certificate own = chain.get(0);
        String whose = Certificates.identity(own)
                .map(PeerJudge::words)
                .orElse("\"" + own.getSubjectX500Principal().getName() + "\"");
        if (!isIssued(chain, now)) {
            return unacceptable(
                    "CERTIFICATE_FOREIGN",
                    "the certificate of " + whose + " was not issued by this cluster's authority",
                    "It is of another cluster, or of this one before its authority was made anew (muster cert rotate-ca). Take"
                            + " agent.pem and coordinator.pem out of that machine's folder identity, and join again with a token"
                            + " of this cluster: muster token create");
        }
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return unacceptable(
                    "CERTIFICATE_EXPIRED",
                    "the certificate of " + whose + " ended on " + utc(own.getNotAfter()) + ", "
                            + span(own.getNotAfter().toInstant(), now) + " ago by this machine's clock (" + utc(now)
                            + ")",
                    "Check the clock. If it is right, join again with a new token: muster token create");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            return unacceptable(
                    "CERTIFICATE_NOT_YET_VALID",
                    "the certificate of " + whose + " begins on " + utc(own.getNotBefore()) + ", in "
                            + span(now, own.getNotBefore().toInstant()) + " by this machine's clock (" + utc(now) + ")",
                    "One of the two clocks is wrong: compare date -u on both machines.");
        }
        Optional<ClusterName> other =
                Certificates.identity(own).map(PeerIdentity::cluster).filter(each -> isNot(each));
        if (other.isPresent()) {
            return unacceptable(
                    "CERTIFICATE_OF_OTHER_CLUSTER",
                    "the certificate of " + whose + " is one of the cluster " + other.get(),
                    "Compare the addresses and ports of the two clusters.");
        }
        return Certificates.identity(own)
                .filter(identity -> own.getBasicConstraints() < 0 && mayBe(own, usage))
                .<PeerVerdict>map(PeerVerdict.Proven::new)
                .orElseGet(
                        () -> unacceptable(
                                "CERTIFICATE_OF_OTHER_USE",
                                "the certificate of " + whose + " was issued for something else",
                                "Start the agent with its own certificate: DIR/identity, or muster token create for a new one."));
    }

    private boolean isNot(ClusterName name) {
        return cluster.isPresent() && !cluster.get().equals(name);
    }

    /** In sentences: {@code the agent of 192.168.1.41}. */
    static String words(PeerIdentity identity) {
        String kind = identity.kind() == IdentityKind.AGENT ? "the agent" : "the coordinator";
        return kind + " of " + identity.host();
    }

    /**
     * Whether there is a path from the certificate to an authority. What is shown besides may stand in any order: while the
     * authority is exchanged there is more than one path. The certificate's own dates are judged apart, because they have messages
     * of their own.
     */
    private boolean isIssued(List<X509Certificate> chain, Instant now) {
        X509Certificate own = chain.get(0);
        if (authorities.stream().anyMatch(each -> own.equals(each.getTrustedCert()))) {
            return false;
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(own);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(authorities, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(BETWEEN_MAX);
            parameters.setDate(within(own, Date.from(now)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Date within(X509Certificate certificate, Date now) {
        if (now.after(certificate.getNotAfter())) {
            return certificate.getNotAfter();
        }
        return now.before(certificate.getNotBefore()) ? certificate.getNotBefore() : now;
    }

    private static boolean mayBe(X509Certificate certificate, String usage) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages != null && usages.contains(usage);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static PeerVerdict unacceptable(String code, String message, String hint) {
        return new PeerVerdict.Unacceptable(Failure.of(code, message, hint));
    }

    private static String utc(Date date) {
        return utc(date.toInstant());
    }

    private static String utc(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Roughly, as people say it. */
    static String span(Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        if (span.toMinutes() < 1) {
            return span.toSeconds() + " s";
        }
        if (span.toHours() < 2) {
            return span.toMinutes() + " min";
        }
        return span.toDays() < 2 ? span.toHours() + " h" : span.toDays() + " days";
    }
}
