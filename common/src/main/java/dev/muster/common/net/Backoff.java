package dev.muster.common.net;

/**
 * Exponential backoff with full jitter: any pause between nothing and a bound that doubles with each failure. Full, because
 * ten thousand agents lose their coordinator in the same moment.
 *
 * @param firstMs bound of the first pause, milliseconds
 * @param maxMs bound of every pause, milliseconds
 */
public record Backoff(long firstMs, long maxMs) {

    /** For one client. */
    public static final Backoff DEFAULT = new Backoff(200, 5_000);

    private static final long CLUSTER_MAX_MS = 1_000;

    private static final int DOUBLINGS_MAX = 30;

    public Backoff {
        if (firstMs < 1 || maxMs < firstMs || maxMs > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("not a backoff: " + firstMs + " to " + maxMs + " ms");
        }
    }

    /**
     * What agents use: pauses of at most a second, and in clusters of more than 1,000 hosts a millisecond a host, at most five
     * seconds: a coordinator that comes back is asked by about 2,000 agents a second.
     */
    public static Backoff forCluster(int hosts) {
        return new Backoff(DEFAULT.firstMs, Math.max(CLUSTER_MAX_MS, Math.min(DEFAULT.maxMs, hosts)));
    }

    /**
     * Milliseconds to wait.
     *
     * @param failures in a row before this one, from 0
     * @param random from 0 to below 1
     */
    public long pauseMs(int failures, double random) {
        long boundMs = Math.min(maxMs, firstMs << Math.min(failures, DOUBLINGS_MAX));
        return (long) (random * (boundMs + 1));
    }
}
