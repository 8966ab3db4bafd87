package dev.muster.common.model;

import java.util.regex.Pattern;

/** What a host is for: a key of cluster.json such as "compute". Lower-case letters, digits and dashes, at most 32 characters. */
public record Role(String value) implements Comparable<Role> {

    private static final Pattern SYNTAX = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** The Spark master, and the coordinator's host. */
    public static final Role MASTER = new Role("master");

    /** Spark workers. */
    public static final Role COMPUTE = new Role("compute");

    /** Cassandra nodes. */
    public static final Role BACKEND = new Role("backend");

    /** OpenSearch nodes. */
    public static final Role INDEX = new Role("index");

    /** Whether {@code text} could be the name of a role. */
    public static boolean isValid(String text) {
        return SYNTAX.matcher(text).matches();
    }

    public Role {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a role: " + value);
        }
    }

    @Override
    public int compareTo(Role other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
