package dev.muster.cli.console;

/**
 * What is known of one code, as one table of the documentation tells it.
 *
 * @param code for example {@code PORT_IN_USE} or {@code E020}
 * @param meaning what it says
 * @param action what to do; empty where the documentation names nothing
 * @param section the heading above the table
 * @param document the file below {@code docs/}
 */
public record Explanation(String code, String meaning, String action, String section, String document) {}
