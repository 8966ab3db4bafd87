package dev.muster.common.model.spec;

/**
 * One setting with the place it was written at.
 *
 * @param value as text; lists are comma-separated
 * @param origin for people, for example {@code cluster.json:12:5} or {@code spark.conf: 31}
 */
public record Setting(String value, String origin) {}
