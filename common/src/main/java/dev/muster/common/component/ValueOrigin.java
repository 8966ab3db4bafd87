package dev.muster.common.component;

/**
 * A value that went into a plan, and where it comes from.
 *
 * @param name for example {@code heap}
 * @param value as text
 * @param origin for example {@code cassandra.conf:31} or {@code cluster.json:12:5}
 */
public record ValueOrigin(String name, String value, String origin) {}
