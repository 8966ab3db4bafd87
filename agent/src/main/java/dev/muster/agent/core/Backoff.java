package dev.muster.agent.core;

import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;

/** How long to wait before a component is started again: doubling, with a jitter that spreads the hosts of a cluster. */
final class Backoff {

    private Backoff() {}

    /**
     * Milliseconds to wait after the {@code restarts}-th restart in a row (0 for the first); between half of the doubled
     * wait and all of it. The jitter comes from the launch's id, so it is different everywhere and the same in every replay.
     */
    static long waitMs(RestartPolicy policy, int restarts, LaunchId launch) {
        long doubled = policy.backoffMinMs() << Math.min(restarts, 20);
        long wholeMs = Math.min(policy.backoffMaxMs(), Math.max(policy.backoffMinMs(), doubled));
        long spread = Math.floorMod(launch.hashCode() * 0x9E3779B9L, 1024);
        return wholeMs / 2 + wholeMs * spread / 2048;
    }
}
