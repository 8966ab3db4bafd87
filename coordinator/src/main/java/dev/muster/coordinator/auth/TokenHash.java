package dev.muster.coordinator.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * SHA-256 of a token, in hexadecimal. A slow hash would gain nothing: nobody guesses 256 random bits. The one place where
 * secrets are compared.
 */
public record TokenHash(String value) {

    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{64}");

    public TokenHash {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not the hash of a token");
        }
    }

    static TokenHash of(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new TokenHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether both are the same, in a time that does not tell where they differ. */
    public boolean matches(TokenHash other) {
        return MessageDigest.isEqual(
                HexFormat.of().parseHex(value), HexFormat.of().parseHex(other.value));
    }
}
