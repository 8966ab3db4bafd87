package dev.muster.common.security;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;

/**
 * Asks for a certificate of a key, and proves that the key is one's own.
 *
 * @param publicKey SubjectPublicKeyInfo, base64
 * @param proof signature, base64, over who is asking and for which key
 */
public record SigningRequest(String publicKey, String proof) {

    /** Asks on behalf of {@code host}. */
    public static SigningRequest of(KeyPair keys, ClusterName cluster, HostName host) {
        String publicKey = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        try {
            byte[] proof = Keys.sign(keys.getPrivate(), content(publicKey, cluster, host));
            return new SigningRequest(publicKey, Base64.getEncoder().encodeToString(proof));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of our own signs", e);
        }
    }

    /** The key, when whoever asks on behalf of {@code host} has proven to own it. */
    public Optional<PublicKey> proven(ClusterName cluster, HostName host) {
        try {
            PublicKey key = Keys.decode(Base64.getDecoder().decode(publicKey));
            boolean signed = Keys.isSigned(
                    key, content(publicKey, cluster, host), Base64.getDecoder().decode(proof));
            return signed ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] content(String publicKey, ClusterName cluster, HostName host) {
        return String.join("\n", "muster signing request 1", cluster.value(), host.value(), publicKey)
                .getBytes(StandardCharsets.UTF_8);
    }
}
