package dev.muster.common.model;

/**
 * One accepted cluster.json.
 *
 * @param number counts the revisions of the cluster, from 1
 * @param hash of the exact bytes
 * @param text the exact text
 * @param author who had it accepted
 * @param atMs when, milliseconds since 1970
 * @param reason why, in the author's words; may be empty
 */
public record Revision(Generation number, SpecHash hash, String text, String author, long atMs, String reason) {}
