package dev.muster.common.security;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Certificates and private keys as text: RFC 7468. */
public final class Pem {

    private static final int LINE = 64;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----");
    private static final Pattern PUBLIC_KEY =
            Pattern.compile("-----BEGIN PUBLIC KEY-----\\s*([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Pem() {}

    /** One certificate after the other. */
    public static String of(List<X509Certificate> chain) throws CertificateException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    /** A private key, unencrypted (PKCS #8). */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** A public key (SubjectPublicKeyInfo). */
    public static String of(PublicKey key) {
        return block("PUBLIC KEY", key.getEncoded());
    }

    private static String block(String label, byte[] content) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** All certificates in {@code text}, at least one; keys and words between them are left out. */
    public static List<X509Certificate> certificates(String text) throws CertificateException {
        List<X509Certificate> all = new ArrayList<>();
        String found =
                CERTIFICATE.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        ByteArrayInputStream in = new ByteArrayInputStream(found.getBytes(StandardCharsets.US_ASCII));
        for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            all.add((X509Certificate) each);
        }
        if (all.isEmpty()) {
            throw new CertificateException("there is no certificate in it");
        }
        return all;
    }

    /** The public key in {@code text}: one of ours. */
    public static PublicKey publicKey(String text) throws GeneralSecurityException {
        Matcher found = PUBLIC_KEY.matcher(text);
        if (!found.find()) {
            throw new InvalidKeySpecException("there is no \"BEGIN PUBLIC KEY\" in it");
        }
        return Keys.decode(Base64.getMimeDecoder().decode(found.group(1)));
    }

    /** Whether there is a certificate in {@code text}. */
    public static boolean hasCertificate(String text) {
        return text.contains("-----BEGIN CERTIFICATE-----");
    }

    /** The private key in {@code text}, the first if there are several: PKCS #8, not encrypted. */
    public static PrivateKey privateKey(String text) throws GeneralSecurityException {
        return privateKeys(text).get(0);
    }

    /** All private keys in {@code text}, at least one: PKCS #8, not encrypted. */
    public static List<PrivateKey> privateKeys(String text) throws GeneralSecurityException {
        List<PrivateKey> all = new ArrayList<>();
        for (Matcher found = KEY.matcher(text); found.find(); ) {
            all.add(decoded(found.group(1)));
        }
        if (all.isEmpty()) {
            throw new InvalidKeySpecException(
                    "there is no \"BEGIN PRIVATE KEY\" in it (PKCS #8, not encrypted: openssl pkcs8 -topk8 -nocrypt)");
        }
        return all;
    }

    private static PrivateKey decoded(String base64) throws GeneralSecurityException {
        PKCS8EncodedKeySpec content =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(content);
            } catch (InvalidKeySpecException otherAlgorithm) {
                continue;
            }
        }
        throw new InvalidKeySpecException("the private key in it is none of " + KEY_ALGORITHMS);
    }
}
