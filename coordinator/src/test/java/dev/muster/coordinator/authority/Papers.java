package dev.muster.coordinator.authority;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.security.Certificates;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.Keys;
import dev.muster.common.security.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Credentials of every kind of wrongness, for one host of one cluster. */
public final class Papers {

    public static final ClusterName CLUSTER = new ClusterName("c");
    public static final HostName HOST = HostName.of("10.0.0.1");

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PAST = Duration.ofHours(22);
    private static final KeyPurposeId CLIENT = KeyPurposeId.id_kp_clientAuth;
    private static final KeyPurposeId SERVER = KeyPurposeId.id_kp_serverAuth;

    private final Instant now = Instant.now();
    private final Authority authority;
    private final Authority other;

    public Papers() throws GeneralSecurityException, IOException {
        this.authority = Authority.create(CLUSTER, now.minus(DAY));
        this.other = Authority.create(CLUSTER, now.minus(DAY));
    }

    /** What somebody shows. */
    public enum Paper {
        AGENT,
        COORDINATOR,
        REVOKED_AGENT,
        AGENT_OF_ANOTHER_HOST,
        EXPIRED_AGENT,
        EXPIRED_COORDINATOR,
        AGENT_OF_THE_FUTURE,
        COORDINATOR_OF_THE_FUTURE,
        AGENT_OF_ANOTHER_AUTHORITY,
        COORDINATOR_OF_ANOTHER_AUTHORITY,
        SELF_SIGNED_COORDINATOR,
        COORDINATOR_SIGNED_BY_AN_AGENT,
        THE_AUTHORITYS_OWN,
        COORDINATOR_THAT_MAY_NOT_ANSWER,
        AGENT_THAT_MAY_NOT_ASK,
        COORDINATOR_WITHOUT_A_NAME,
        COORDINATOR_WITH_TWO_NAMES
    }

    /** The cluster's authority. */
    public Authority authority() {
        return authority;
    }

    /** The papers of that kind. The authority that they claim to know is always the cluster's. */
    public Credentials of(Paper paper) throws GeneralSecurityException, IOException {
        return switch (paper) {
            case AGENT, REVOKED_AGENT -> issued(authority, IdentityKind.AGENT, HOST, now, DAY);
            case COORDINATOR -> issued(authority, IdentityKind.COORDINATOR, HOST, now, DAY);
            case AGENT_OF_ANOTHER_HOST -> issued(authority, IdentityKind.AGENT, HostName.of("10.0.0.2"), now, DAY);
            case EXPIRED_AGENT -> issued(authority, IdentityKind.AGENT, HOST, now.minus(DAY), PAST);
            case EXPIRED_COORDINATOR -> issued(authority, IdentityKind.COORDINATOR, HOST, now.minus(DAY), PAST);
            case AGENT_OF_THE_FUTURE -> issued(authority, IdentityKind.AGENT, HOST, now.plus(DAY), DAY);
            case COORDINATOR_OF_THE_FUTURE -> issued(authority, IdentityKind.COORDINATOR, HOST, now.plus(DAY), DAY);
            case AGENT_OF_ANOTHER_AUTHORITY -> issued(other, IdentityKind.AGENT, HOST, now, DAY);
            case COORDINATOR_OF_ANOTHER_AUTHORITY -> issued(other, IdentityKind.COORDINATOR, HOST, now, DAY);
            case SELF_SIGNED_COORDINATOR -> selfSigned();
            case COORDINATOR_SIGNED_BY_AN_AGENT -> signedByAnAgent();
            case THE_AUTHORITYS_OWN ->
                new Credentials(
                        Pem.privateKey(authority.keyText()), List.of(authority.certificate()), authority.certificate());
            case COORDINATOR_THAT_MAY_NOT_ANSWER -> crafted(List.of(CLIENT), name(IdentityKind.COORDINATOR));
            case AGENT_THAT_MAY_NOT_ASK -> crafted(List.of(SERVER), name(IdentityKind.AGENT));
            case COORDINATOR_WITHOUT_A_NAME -> crafted(List.of(CLIENT, SERVER));
            case COORDINATOR_WITH_TWO_NAMES ->
                crafted(List.of(CLIENT, SERVER), name(IdentityKind.COORDINATOR), name(IdentityKind.AGENT));
        };
    }

    /** Somebody else's certificate with a key of one's own. */
    public Credentials borrowed(Paper paper) throws GeneralSecurityException, IOException {
        Credentials whose = of(paper);
        return new Credentials(Keys.generate().getPrivate(), whose.chain(), whose.authority());
    }

    private Credentials issued(Authority by, IdentityKind kind, HostName host, Instant from, Duration life)
            throws GeneralSecurityException, IOException {
        KeyPair keys = Keys.generate();
        return new Credentials(
                keys.getPrivate(),
                List.of(by.issue(
                        new Authority.Subject(CLUSTER, kind, host, List.of("127.0.0.1", "127.0.83.1")),
                        keys.getPublic(),
                        from,
                        life)),
                authority.certificate());
    }

    private static URI name(IdentityKind kind) {
        return Certificates.name(CLUSTER, kind, HOST);
    }

    /** What only somebody with the authority's key, or a mistake in ours, can make. */
    private Credentials crafted(List<KeyPurposeId> usages, URI... names) throws GeneralSecurityException, IOException {
        KeyPair keys = Keys.generate();
        X509Certificate certificate = signed(
                authority.certificate().getSubjectX500Principal(),
                Pem.privateKey(authority.keyText()),
                keys.getPublic(),
                usages,
                names);
        return new Credentials(keys.getPrivate(), List.of(certificate), authority.certificate());
    }

    private Credentials selfSigned() throws GeneralSecurityException, IOException {
        KeyPair keys = Keys.generate();
        X500Principal name = new X500Principal("CN=coordinator 10.0.0.1");
        X509Certificate certificate = signed(
                name, keys.getPrivate(), keys.getPublic(), List.of(CLIENT, SERVER), name(IdentityKind.COORDINATOR));
        return new Credentials(keys.getPrivate(), List.of(certificate), authority.certificate());
    }

    /** The key of an agent is no authority's, though the chain of signatures is whole. */
    private Credentials signedByAnAgent() throws GeneralSecurityException, IOException {
        Credentials agent = of(Paper.AGENT);
        KeyPair keys = Keys.generate();
        X509Certificate certificate = signed(
                agent.certificate().getSubjectX500Principal(),
                agent.key(),
                keys.getPublic(),
                List.of(CLIENT, SERVER),
                name(IdentityKind.COORDINATOR));
        return new Credentials(keys.getPrivate(), List.of(certificate, agent.certificate()), authority.certificate());
    }

    private X509Certificate signed(
            X500Principal by, PrivateKey key, PublicKey publicKey, List<KeyPurposeId> usages, URI... names)
            throws GeneralSecurityException, IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                by,
                BigInteger.TEN,
                Date.from(now.minus(DAY)),
                Date.from(now.plus(DAY)),
                new X500Principal("CN=coordinator 10.0.0.1"),
                publicKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usages.toArray(KeyPurposeId[]::new)));
        if (names.length > 0) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(Arrays.stream(names)
                            .map(name -> new GeneralName(GeneralName.uniformResourceIdentifier, name.toString()))
                            .toArray(GeneralName[]::new)));
        }
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
