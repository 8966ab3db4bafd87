package dev.muster.common.model;

import java.util.List;

/**
 * Which revision of its cluster's definition a host keeps a copy of, without the text.
 *
 * @param number of the revision
 * @param hash of the exact bytes
 * @param author who had it accepted
 * @param atMs when, milliseconds since 1970
 * @param formed roles that had been formed when the copy was made
 */
public record HeldRevision(Generation number, SpecHash hash, String author, long atMs, List<Role> formed) {

    public HeldRevision {
        formed = List.copyOf(formed);
    }
}
