package dev.muster.coordinator.auth;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names a token without giving it away: ten letters and digits. Also a part of the token itself. */
public record TokenId(String value) implements Comparable<TokenId> {

    static final String SYNTAX = "[a-z0-9]{10}";
    private static final Pattern PATTERN = Pattern.compile(SYNTAX);

    public TokenId {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("not the id of a token: " + value);
        }
    }

    /** The id that {@code text} is, or empty. */
    public static Optional<TokenId> parse(String text) {
        return PATTERN.matcher(text).matches() ? Optional.of(new TokenId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(TokenId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
