package dev.muster.coordinator.audit;

/**
 * The place in the chain that an entry takes.
 *
 * @param sequence from 1, without a gap
 * @param hash of the entry, 64 hexadecimal digits
 */
record Link(long sequence, String hash) {

    /** Before the first entry. */
    static final Link BEGINNING = new Link(0, "0".repeat(64));
}
