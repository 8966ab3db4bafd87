package dev.muster.common.model.trust;

import java.util.regex.Pattern;

/** SHA-256 of a public key as certificates carry it (SubjectPublicKeyInfo), in base64url without padding: 43 characters. */
public record KeyPrint(String value) implements Comparable<KeyPrint> {

    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_-]{43}");

    public KeyPrint {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not the print of a key: " + value);
        }
    }

    @Override
    public int compareTo(KeyPrint other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
