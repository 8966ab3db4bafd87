package dev.muster.agent.core;

import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;
import java.util.ArrayDeque;

/** When a component may be tried again, and whether it still is: too many restarts within a window are a crash loop. */
final class Restarts {

    private final ArrayDeque<Long> timesMs = new ArrayDeque<>();
    private int count;
    private long nextTryMs;
    private boolean gaveUp;

    /** How often it has been tried again since this agent began. */
    int count() {
        return count;
    }

    boolean hasGivenUp() {
        return gaveUp;
    }

    boolean isDue(long nowMs) {
        return !gaveUp && nowMs >= nextTryMs;
    }

    /** It is launched after a failure. */
    void launchedAgain(long nowMs) {
        count++;
        timesMs.addLast(nowMs);
    }

    /** Something before a launch failed: that is tried again for ever. */
    void preparationFailed(RestartPolicy policy, LaunchId jitter, long nowMs) {
        count++;
        nextTryMs = nowMs + Backoff.waitMs(policy, count, jitter);
    }

    /**
     * A launch failed.
     *
     * @param fatal whether another try is in vain
     */
    void failed(RestartPolicy policy, LaunchId launch, long launchedAtMs, boolean fatal, long nowMs) {
        if (nowMs - launchedAtMs > policy.flapWindowMs()) {
            timesMs.clear();
        }
        while (!timesMs.isEmpty() && nowMs - timesMs.peekFirst() > policy.flapWindowMs()) {
            timesMs.removeFirst();
        }
        gaveUp = fatal || timesMs.size() >= policy.flapMax();
        nextTryMs = nowMs + Backoff.waitMs(policy, timesMs.size(), launch);
    }

    /** A changed goal is a word to try again. */
    void forgive() {
        if (gaveUp) {
            beginAnew();
        }
    }

    /** What failed before counts no longer, and the next try is due at once. */
    void beginAnew() {
        gaveUp = false;
        timesMs.clear();
        nextTryMs = 0;
    }
}
