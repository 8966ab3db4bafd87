package dev.muster.agent.install;

import java.util.Locale;

/**
 * How far an installation is.
 *
 * @param phase what is being done
 * @param itemsDone items that are verified
 * @param items how many there are
 * @param bytesDone bytes that have come
 * @param bytesTotal bytes of all items whose size is known
 */
public record InstallProgress(Phase phase, int itemsDone, int items, long bytesDone, long bytesTotal) {

    /** The steps, in their order. */
    public enum Phase {
        /** Another agent on this machine, or another component of this one, is installing the same home. */
        WAITING,
        DOWNLOADING,
        ASSEMBLING
    }

    /** Of the bytes when their number is known, else of the items; 0 to 100. */
    private long percent() {
        long done = bytesTotal > 0 ? bytesDone : itemsDone;
        long total = bytesTotal > 0 ? bytesTotal : items;
        return total <= 0 ? 0 : Math.min(100, done * 100 / total);
    }

    /** One line for people. */
    public String text() {
        return switch (phase) {
            case WAITING -> "another agent on this machine is installing it";
            case DOWNLOADING ->
                String.format(
                        Locale.ROOT,
                        "downloading %d %%, %d of %d (%d of %d MB)",
                        percent(),
                        itemsDone,
                        items,
                        bytesDone / 1_000_000,
                        bytesTotal / 1_000_000);
            case ASSEMBLING -> String.format(Locale.ROOT, "unpacking %d items", items);
        };
    }
}
