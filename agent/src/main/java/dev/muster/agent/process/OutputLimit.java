package dev.muster.agent.process;

/**
 * How much of a component's output is kept.
 *
 * @param bytesMax size at which the file is set aside and begun anew
 * @param filesMax files kept, the current one included; at least 2
 */
public record OutputLimit(long bytesMax, int filesMax) {

    /** 64 MiB three times. */
    public static final OutputLimit DEFAULT = new OutputLimit(64L * 1024 * 1024, 3);

    public OutputLimit {
        if (bytesMax < 1 || filesMax < 2) {
            throw new IllegalArgumentException("output limit too small: " + bytesMax + " x " + filesMax);
        }
    }
}
