package dev.muster.common.security;

import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Key pairs on the curve P-256, which every TLS library and ZooKeeper understand. */
public final class Keys {

    private static final String ALGORITHM = "EC";
    private static final String CURVE = "secp256r1";
    private static final String DERIVATION = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    private Keys() {}

    /** A new key pair. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** The print of a public key. */
    public static KeyPrint print(PublicKey key) {
        return new KeyPrint(base64url(sha256(key.getEncoded())));
    }

    /** The public key that {@code encoded} (SubjectPublicKeyInfo) holds, when it is one of ours. */
    public static PublicKey decode(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** Signs {@code content}. */
    static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = signature(key);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    /** Whether the owner of {@code key} has signed {@code content}. */
    static boolean isSigned(PublicKey key, byte[] content, byte[] proof) throws GeneralSecurityException {
        Signature signature = signature(key);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(proof);
    }

    /** Keys of one's own PKI may be of another kind than ours. */
    private static Signature signature(Key key) throws NoSuchAlgorithmException {
        return Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EdDSA", "Ed25519" -> "EdDSA";
                    default -> "SHA256withECDSA";
                });
    }

    /** A secret of 256 random bits. */
    public static Secret random(SecureRandom random) {
        byte[] bits = new byte[SECRET_BYTES];
        random.nextBytes(bits);
        return new Secret(base64url(bits));
    }

    /** A secret that whoever has {@code key} can work out, and nobody else (HMAC-SHA256); another purpose gives another one. */
    public static Secret derived(byte[] key, String purpose) {
        try {
            Mac mac = Mac.getInstance(DERIVATION);
            mac.init(new SecretKeySpec(key, DERIVATION));
            return new Secret(base64url(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + DERIVATION, e);
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
