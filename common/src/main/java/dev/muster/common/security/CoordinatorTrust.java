package dev.muster.common.security;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes the coordinators of one cluster, and nobody else. */
public final class CoordinatorTrust extends X509ExtendedTrustManager {

    private final Supplier<Set<KeyPrint>> believed;
    private final Supplier<Optional<ClusterName>> cluster;
    private final Supplier<Instant> clock;

    /**
     * @param believed prints of the keys that sign the cluster's certificates; asked at each handshake
     * @param clock the machine's, for the dates of certificates
     */
    public CoordinatorTrust(Supplier<Set<KeyPrint>> believed, Supplier<Instant> clock) {
        this(believed, Optional::empty, clock);
    }

    /** Of whoever has credentials, which are asked for at each handshake: it believes coordinators of its own cluster. */
    public static CoordinatorTrust of(Supplier<Credentials> own, Supplier<Instant> clock) {
        return new CoordinatorTrust(() -> own.get().believed(), () -> own.get().cluster(), clock);
    }

    private CoordinatorTrust(
            Supplier<Set<KeyPrint>> believed, Supplier<Optional<ClusterName>> cluster, Supplier<Instant> clock) {
        this.believed = believed;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, PeerJudge::ofServer);
    }

    /** What a certificate is worth to whoever judges it. */
    private interface Judgement {
        PeerVerdict of(PeerJudge judge, List<X509Certificate> chain, Instant now);
    }

    private void check(X509Certificate[] chain, Judgement judgement) throws CertificateException {
        // A coordinator shows its authorities too: who comes for the first time knows no more than the print of a key.
        Set<KeyPrint> prints = believed.get();
        List<X509Certificate> signers = Arrays.stream(chain)
                .filter(each -> prints.contains(Keys.print(each.getPublicKey())))
                .toList();
        if (signers.isEmpty()) {
            throw new PeerRefusedException(Failure.of(
                    "COORDINATOR_FOREIGN",
                    "a coordinator of another cluster answers, or something that pretends to be one",
                    "Compare the address with cluster.json. If the cluster was made anew, or its authority was exchanged"
                            + " while this machine was away (muster cert rotate-ca) or after its token was made, join with a"
                            + " new token: muster token create; the old certificates in this machine's folder identity"
                            + " (agent.pem, coordinator.pem) go first"));
        }
        PeerVerdict verdict = judgement.of(new PeerJudge(signers, cluster.get()), List.of(chain), clock.get());
        if (verdict instanceof PeerVerdict.Unacceptable unacceptable) {
            throw new PeerRefusedException(unacceptable.failure());
        }
        PeerIdentity who = ((PeerVerdict.Proven) verdict).identity();
        if (who.kind() != IdentityKind.COORDINATOR) {
            throw new PeerRefusedException(Failure.of(
                    "NOT_A_COORDINATOR",
                    "a coordinator was expected, and " + PeerJudge.words(who) + " is there",
                    "Something else speaks where a coordinator should: look with ss -tnp on that machine."));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, PeerJudge::ofClient);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
