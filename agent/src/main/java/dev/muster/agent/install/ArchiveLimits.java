package dev.muster.agent.install;

/**
 * What an archive may grow to.
 *
 * @param bytes of all its files, unpacked
 * @param entries files, folders and links
 * @param ratio unpacked bytes for each packed one, looked at from {@value #RATIO_FROM_BYTES} unpacked bytes on
 * @param pathBytes length of a path
 * @param depth folders in a path
 */
record ArchiveLimits(long bytes, int entries, int ratio, int pathBytes, int depth) {

    /** Small archives of repetitive text are no bombs. */
    static final long RATIO_FROM_BYTES = 16L << 20;

    static final ArchiveLimits DEFAULT = new ArchiveLimits(4L << 30, 100_000, 200, 1024, 64);

    /** Throws when {@code unpacked} bytes are too many for an archive of {@code packed} bytes. */
    void checkSize(long unpacked, long packed) throws ArchiveRefusedException {
        if (unpacked > bytes) {
            throw new ArchiveRefusedException("it unpacks to more than " + bytes + " bytes");
        }
        if (unpacked > RATIO_FROM_BYTES && unpacked / ratio > packed) {
            throw new ArchiveRefusedException("it unpacks to more than " + ratio + " times its size");
        }
    }
}
