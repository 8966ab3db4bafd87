package dev.muster.agent.install;

/**
 * One entry as the archive describes it: not yet believed.
 *
 * @param name as written
 * @param sizeBytes of a file; -1 when unknown until it is read
 * @param executable whether its owner may run it
 * @param target of a link, as written; empty otherwise
 */
record ArchiveEntryInfo(String name, Kind kind, long sizeBytes, boolean executable, String target) {

    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Devices, pipes, sparse or encrypted files: never unpacked. */
        OTHER
    }
}
