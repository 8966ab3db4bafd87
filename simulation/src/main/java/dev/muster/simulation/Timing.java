package dev.muster.simulation;

/**
 * The settings of one run, in milliseconds.
 *
 * @param heartbeatMs both ways
 * @param leaseMs silence after which either side gives the session up
 * @param tickMs of both cores
 * @param probeMs between two looks at a component
 * @param startTimeoutMs of a component
 * @param graceMs of a stop
 * @param backoffMaxMs longest wait before a restart
 * @param reconnectMaxMs longest wait before the next try to connect
 * @param unjoinedMs how long a joined component may be denied by its peers before it is restarted
 * @param patienceMs how long a coordinator suspects its own network
 */
record Timing(
        long heartbeatMs,
        long leaseMs,
        long tickMs,
        long probeMs,
        long startTimeoutMs,
        long graceMs,
        long backoffMaxMs,
        long reconnectMaxMs,
        long patienceMs,
        long unjoinedMs) {

    /** How often a host that is not well is asked again. */
    static final long ASKED_AGAIN_MS = 10_000;

    /** How long connecting may take before it counts as failed. */
    static final long CONNECT_MS = 1_500;

    /** How long a start waits for hosts that are not required. */
    static final long QUORUM_GRACE_MS = 4_000;

    /** The longest that an installation, a launch or a component's own start takes in calm. */
    static final long STEP_MAX_MS = 3_000;

    /** The longest that a node takes to give away what it holds. */
    static final long LEAVE_MAX_MS = 8_000;

    /** How long an agent waits before the next try to leave, or to put right what leaving has left. */
    private static final long LEAVE_AGAIN_MS = 30_000;

    static Timing of(Chance chance) {
        long heartbeatMs = chance.between(500, 1_500);
        long leaseMs = heartbeatMs * chance.between(3, 5);
        return new Timing(
                heartbeatMs,
                leaseMs,
                chance.between(200, leaseMs / 4),
                chance.between(300, 1_200),
                chance.between(15_000, 30_000),
                chance.between(1_000, 3_000),
                chance.between(2_000, 8_000),
                2_000,
                leaseMs * chance.between(2, 4),
                chance.between(2_500, 8_000));
    }

    /** The longest that an index node copies its part of the data. */
    long copyMaxMs() {
        return 6 * leaseMs;
    }

    /** After this everybody who is connected knows what a component's probes see, and who is not counts as away. */
    long knownMs() {
        return leaseMs + heartbeatMs + 2 * probeMs + 2 * tickMs + CONNECT_MS;
    }

    /**
     * How long after the last fault the cluster may take: everybody notices what is gone (a lease each way), connects again,
     * what hangs runs into its start timeout and is ended, what is forgotten is denied for as long as it takes, and then every component in turn is installed, started, probed
     * and reported, with one restart wait each.
     */
    long livenessMs(int components) {
        long noticedMs = 8 * leaseMs + patienceMs + 4 * (reconnectMaxMs + CONNECT_MS) + 10 * tickMs;
        long hangingMs = 2 * (startTimeoutMs + 3 * graceMs);
        long forgottenMs = 2 * (unjoinedMs + 20 * probeMs);
        long turnMs = copyMaxMs() + backoffMaxMs + 3 * STEP_MAX_MS + 4 * probeMs + 4 * tickMs;
        long leavingMs = 3 * LEAVE_AGAIN_MS + LEAVE_MAX_MS * (components + 2);
        long checkedMs = 2 * ASKED_AGAIN_MS;
        return leavingMs + checkedMs + noticedMs + hangingMs + forgottenMs + turnMs * (components + 2);
    }
}
