package dev.muster.coordinator.auth;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as its holder has it: {@code muster_ID_SECRET}, whose secret is 256 random bits in the alphabet of URLs. Never kept
 * by a coordinator, and never printed by accident.
 */
public final class BearerToken {

    /** Random bytes of a secret. */
    public static final int SECRET_BYTES = 32;

    /** Random bytes that an id is made of. */
    public static final int ID_BYTES = 10;

    /** No token is longer. */
    public static final int LENGTH_MAX = 100;

    private static final Pattern SYNTAX = Pattern.compile("muster_(" + TokenId.SYNTAX + ")_[A-Za-z0-9_-]{43}");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final TokenId id;
    private final String text;

    private BearerToken(TokenId id, String text) {
        this.id = id;
        this.text = text;
    }

    /** A new token of so many random bytes. */
    public static BearerToken of(byte[] idBytes, byte[] secret) {
        if (idBytes.length != ID_BYTES || secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a token is made of " + ID_BYTES + " and " + SECRET_BYTES + " bytes");
        }
        StringBuilder id = new StringBuilder();
        for (byte each : idBytes) {
            id.append(LETTERS.charAt((each & 0xff) % LETTERS.length()));
        }
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new BearerToken(new TokenId(id.toString()), "muster_" + id + "_" + encoded);
    }

    /** The token that {@code text} is, or empty when it is none. */
    public static Optional<BearerToken> parse(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Matcher matcher = SYNTAX.matcher(text);
        return matcher.matches() ? Optional.of(new BearerToken(new TokenId(matcher.group(1)), text)) : Optional.empty();
    }

    /**
     * The token of an {@code Authorization} header: {@code Bearer TOKEN} and nothing else; the scheme in any case, as RFC 9110
     * has it.
     */
    public static Optional<BearerToken> ofHeader(String header) {
        String scheme = "bearer ";
        return header.length() <= LENGTH_MAX + scheme.length()
                        && header.toLowerCase(Locale.ROOT).startsWith(scheme)
                ? parse(header.substring(scheme.length()).strip())
                : Optional.empty();
    }

    public TokenId id() {
        return id;
    }

    /** What is kept of it. */
    public TokenHash hash() {
        return TokenHash.of(text);
    }

    /** The secret itself, for whom it was made. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "muster_" + id + "_***";
    }
}
