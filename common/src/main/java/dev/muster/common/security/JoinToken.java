package dev.muster.common.security;

import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a machine joins a cluster with, one line: {@code muster1.ID.SECRET.PRINT}. With the print of the authority's key in it the
 * machine knows its cluster at the first contact, before it says the secret.
 *
 * @param id names the token to people; 8 letters and digits
 * @param secret 256 random bits; the cluster keeps its {@link #hash} only
 * @param authority print of the key that signs the cluster's certificates
 */
public record JoinToken(String id, Secret secret, KeyPrint authority) {

    private static final int ID_CHARACTERS = 8;
    private static final String ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final Pattern SYNTAX =
            Pattern.compile("muster1[.]([a-z0-9]{8})[.]([A-Za-z0-9_-]{43})[.]([A-Za-z0-9_-]{43})");

    /** A new one. */
    public static JoinToken generate(KeyPrint authority, SecureRandom random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_CHARACTERS; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return new JoinToken(id.toString(), Keys.random(random), authority);
    }

    /** The token in {@code text}, blanks around it ignored. */
    public static Optional<JoinToken> parse(String text) {
        Matcher parts = SYNTAX.matcher(text.strip());
        return parts.matches()
                ? Optional.of(new JoinToken(parts.group(1), new Secret(parts.group(2)), new KeyPrint(parts.group(3))))
                : Optional.empty();
    }

    /** The whole line, secret included. */
    public String reveal() {
        return "muster1." + id + "." + secret.reveal() + "." + authority;
    }

    /** What the cluster keeps of a secret: SHA-256, which of 256 random bits gives nothing away. */
    public static String hash(Secret secret) {
        return Keys.base64url(Keys.sha256(secret.reveal().getBytes(StandardCharsets.US_ASCII)));
    }
}
