package dev.muster.common.component;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The value of a setting that names a secret instead of saying it.
 *
 * @param name lower-case letters, digits, dots and dashes
 */
public record SecretReference(String name) {

    static final String PREFIX = "@secret:";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,62}");

    /** Whether a secret may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** What {@code text} refers to; empty when it is no reference, or a malformed one. */
    static Optional<SecretReference> parse(String text) {
        return text.startsWith(PREFIX) && isName(text.substring(PREFIX.length()))
                ? Optional.of(new SecretReference(text.substring(PREFIX.length())))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + name;
    }
}
