package dev.muster.common.model;

import java.util.regex.Pattern;

/** Name of a cluster: letters, digits, dot, dash and underscore, at most 64 characters, starting with a letter or digit. */
public record ClusterName(String value) implements Comparable<ClusterName> {

    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Whether {@code text} could name a cluster. */
    public static boolean isValid(String text) {
        return SYNTAX.matcher(text).matches();
    }

    public ClusterName {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a cluster name: " + value);
        }
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
