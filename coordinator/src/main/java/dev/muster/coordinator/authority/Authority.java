package dev.muster.coordinator.authority;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.security.Certificates;
import dev.muster.common.security.Keys;
import dev.muster.common.security.Pem;
import dev.muster.common.security.SafeFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs the certificates of one cluster. Its key is on the machines of the coordinators, and nowhere else.
 *
 * <p>One that takes another's place ({@link #successor}) brings a certificate of its own key that the other one has signed: who knows
 * only the other one yet believes what is issued, and nobody has to be told first.
 */
public final class Authority {

    private static final Duration OWN_LIFE = Duration.ofDays(3650);

    /** Clocks differ: what is issued counts a little earlier than it was issued. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 120;
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String CERTIFICATE = "authority.pem";
    private static final String KEY = "authority.key";
    private static final String NAME = "CN=Muster authority of ";
    private static final int NAME_CHARACTERS = 8;

    /** A successor's certificate stands between an authority's and those that are issued. */
    private static final int BETWEEN_MAX = 1;

    private final SecureRandom random = new SecureRandom();
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final PrivateKey secrets;
    private final List<X509Certificate> past;

    private Authority(X509Certificate certificate, PrivateKey key, PrivateKey secrets, List<X509Certificate> past) {
        this.certificate = certificate;
        this.key = key;
        this.secrets = secrets;
        this.past = List.copyOf(past);
    }

    /** A new one for a cluster that has none. */
    public static Authority create(ClusterName cluster, Instant now) throws GeneralSecurityException, IOException {
        KeyPair keys = Keys.generate();
        X500Principal name = name(cluster.value(), keys.getPublic());
        X509Certificate own =
                ofAuthority(name, keys.getPublic(), name, keys.getPrivate(), now, now.plus(OWN_LIFE), BETWEEN_MAX);
        return new Authority(own, keys.getPrivate(), keys.getPrivate(), List.of());
    }

    /** One with a new key, in this one's place. What is {@link #derived} stays. */
    public Authority successor(Instant now) throws GeneralSecurityException, IOException {
        KeyPair keys = Keys.generate();
        X500Principal name = name(cluster(), keys.getPublic());
        X509Certificate own =
                ofAuthority(name, keys.getPublic(), name, keys.getPrivate(), now, now.plus(OWN_LIFE), BETWEEN_MAX);
        X509Certificate bridge = ofAuthority(
                name,
                keys.getPublic(),
                certificate.getSubjectX500Principal(),
                key,
                now,
                certificate.getNotAfter().toInstant(),
                0);
        return new Authority(own, keys.getPrivate(), secrets, List.of(bridge, certificate));
    }

    /** Without the one whose place it took: that one's certificates count no longer. */
    public Authority alone() {
        return new Authority(certificate, key, secrets, List.of());
    }

    /** Two authorities of a cluster have two names: OpenSSL looks for them by name. */
    private static X500Principal name(String cluster, PublicKey key) {
        return new X500Principal(NAME + cluster + " " + Keys.print(key).value().substring(0, NAME_CHARACTERS));
    }

    private String cluster() {
        return certificate
                .getSubjectX500Principal()
                .getName()
                .replaceFirst("^" + NAME, "")
                .replaceFirst(" .*", "");
    }

    private static X509Certificate ofAuthority(
            X500Principal name,
            PublicKey publicKey,
            X500Principal by,
            PrivateKey signer,
            Instant now,
            Instant end,
            int between)
            throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                by,
                new BigInteger(SERIAL_BITS, new SecureRandom()),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(end),
                name,
                publicKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(between));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return signed(builder, signer);
    }

    /** Whether {@code folder} has one. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(KEY));
    }

    /** The one in {@code folder}. */
    public static Authority load(Path folder) throws IOException, GeneralSecurityException {
        return of(
                Files.readString(folder.resolve(CERTIFICATE), StandardCharsets.UTF_8),
                Files.readString(folder.resolve(KEY), StandardCharsets.UTF_8));
    }

    /**
     * The one whose certificate and key these are, in PEM.
     *
     * @param key what {@link #keyText} gave; or the key alone, as versions before the first exchange of an authority wrote it
     */
    public static Authority of(String certificate, String key) throws GeneralSecurityException {
        List<PrivateKey> keys = Pem.privateKeys(key);
        List<X509Certificate> own = Pem.certificates(Pem.hasCertificate(key) ? key : certificate);
        return new Authority(
                own.get(0), keys.get(0), keys.get(keys.size() - 1), List.copyOf(own.subList(1, own.size())));
    }

    /** Keeps it in {@code folder}, which only its owner may enter. */
    public void store(Path folder) throws IOException, GeneralSecurityException {
        SafeFile.privateFolder(folder);
        // All that belongs together is in one file, so that it is wholly old or wholly new; the other one is for
        // people.
        SafeFile.writePrivate(folder.resolve(KEY), keyText());
        SafeFile.writePublic(folder.resolve(CERTIFICATE), Pem.of(List.of(certificate)));
    }

    /** The file that {@link #load} reads, for whoever looks whether it has changed. */
    static Path file(Path folder) {
        return folder.resolve(KEY);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The private key, that of the derived secrets, and the certificates that belong to them, in PEM. */
    public String keyText() throws CertificateException {
        List<X509Certificate> all = new ArrayList<>(List.of(certificate));
        all.addAll(past);
        return Pem.of(key) + (secrets.equals(key) ? "" : Pem.of(secrets)) + Pem.of(all);
    }

    /** Whose certificates count: this one's, and those of the one whose place it took while that goes on. */
    public List<X509Certificate> believed() {
        return past.isEmpty() ? List.of(certificate) : List.of(certificate, past.get(past.size() - 1));
    }

    /** What is shown with an issued certificate: itself, and what leads from it to the authority whose place this one took. */
    public List<X509Certificate> chain(X509Certificate issued) {
        List<X509Certificate> chain = new ArrayList<>(List.of(issued));
        chain.addAll(past.subList(0, Math.max(0, past.size() - 1)));
        return chain;
    }

    /** The print of the one whose place it took, while that one's certificates count. */
    public Optional<KeyPrint> previous() {
        return past.isEmpty()
                ? Optional.empty()
                : Optional.of(Keys.print(past.get(past.size() - 1).getPublicKey()));
    }

    /**
     * A secret that whoever has the authority's key can work out, and nobody else; the same on every machine, and no help in
     * finding the key (HMAC-SHA256 keyed with the private number). An exchange of the authority leaves it: components would be
     * restarted for a new one. So it stays that of the cluster's first authority.
     *
     * @param purpose another one gives another secret
     */
    public Secret derived(String purpose) {
        if (!(secrets instanceof ECPrivateKey own)) {
            throw new IllegalStateException("an authority's key is one of P-256");
        }
        return Keys.derived(own.getS().toByteArray(), purpose);
    }

    /** What tokens carry, so that a machine knows its cluster at the first contact. */
    public KeyPrint print() {
        return Keys.print(certificate.getPublicKey());
    }

    /**
     * What a certificate is issued for.
     *
     * @param addresses names and addresses under which the host is reached, for browsers and ZooKeeper
     */
    public record Subject(ClusterName cluster, IdentityKind kind, HostName host, List<String> addresses) {
        public Subject {
            addresses = List.copyOf(addresses);
        }

        /** A host of a cluster. Agents are reached by nobody: their certificates must not pass for a server's. */
        public static Subject of(ClusterName cluster, IdentityKind kind, HostSpec host) {
            return new Subject(
                    cluster,
                    kind,
                    host.name(),
                    kind == IdentityKind.AGENT
                            ? List.of()
                            : Stream.of(host.name().value(), host.reachableAt())
                                    .distinct()
                                    .toList());
        }
    }

    /** Issues a certificate. */
    public X509Certificate issue(Subject subject, PublicKey publicKey, Instant now, Duration life)
            throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                certificate.getSubjectX500Principal(),
                new BigInteger(SERIAL_BITS, random),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.plus(life)),
                new X500Principal("CN=" + subject.kind().words().replaceFirst("^an? ", "") + " "
                        + subject.host().inUrl()),
                publicKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, usage(subject.kind()));
        builder.addExtension(Extension.subjectAlternativeName, false, names(subject));
        return signed(builder, key);
    }

    /** Coordinators are asked, and ask one another: the members of the store are both. */
    private static ExtendedKeyUsage usage(IdentityKind kind) {
        return switch (kind) {
            case AGENT -> new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
            case COORDINATOR ->
                new ExtendedKeyUsage(new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
        };
    }

    private static GeneralNames names(Subject subject) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(
                GeneralName.uniformResourceIdentifier,
                Certificates.name(subject.cluster(), subject.kind(), subject.host())
                        .toString()));
        for (String address : subject.addresses()) {
            HostName.parse(address)
                    .map(host -> new GeneralName(
                            host.isIpv4() || host.isIpv6() ? GeneralName.iPAddress : GeneralName.dNSName, host.value()))
                    .ifPresent(names::add);
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, CertIOException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the authority's key cannot sign", e);
        }
    }
}
