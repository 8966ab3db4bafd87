package dev.muster.simulation;

import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.ProbeLevel;
import java.util.HashMap;
import java.util.Map;

/** Whether an agent restarts what its peers deny to know when it may, and only then: by what the probes really said to it. */
final class UnjoinedCheck {

    /** Looks that are further apart say nothing of the time between them. */
    private static final long APART_MAX_MS = 30_000;

    private final World world;
    private final Map<LaunchId, Said> launches = new HashMap<>();

    /** What was said of one launch. */
    private static final class Said {
        private boolean joinedOnce;
        private boolean joined;
        private long deniedFromMs = -1;
        private long deniedUntilMs = -1;
    }

    UnjoinedCheck(World world, AgentDurable journal) {
        this.world = world;
        // the agent before may have seen it joined
        journal.launches().values().forEach(adopted -> said(adopted.launch()).joinedOnce = true);
    }

    private Said said(LaunchId launch) {
        return launches.computeIfAbsent(launch, id -> new Said());
    }

    void probed(AgentEvent.Probed event) {
        Said said = said(event.launch());
        long now = world.time.nowMs();
        said.joined = event.evidence().stream()
                .filter(e -> e.level() == ProbeLevel.JOINED)
                .allMatch(Evidence::passed);
        said.joinedOnce |= said.joined;
        if (event.evidence().stream().noneMatch(Evidence::isDenied)) {
            said.deniedFromMs = -1;
        } else if (said.deniedFromMs < 0 || now - said.deniedUntilMs > APART_MAX_MS) {
            said.deniedFromMs = now;
        }
        said.deniedUntilMs = now;
    }

    /** Whether it was joined, and has been denied without a break for as long as its plan allows. */
    boolean mayRestart(LaunchId launch) {
        Said said = said(launch);
        return said.joinedOnce
                && said.deniedFromMs >= 0
                && said.deniedUntilMs - said.deniedFromMs >= world.timing.unjoinedMs();
    }

    /** What is stopped without any other cause was at least said to be joined. */
    void isJoined(String what, LaunchId launch) {
        Said said = said(launch);
        if (said.joinedOnce && !said.joined) {
            throw new Violation(
                    Invariant.RESTARTED_WHEN_DENIED,
                    what + " " + launch + ", which was denied for "
                            + (said.deniedFromMs < 0 ? 0 : said.deniedUntilMs - said.deniedFromMs) + " ms");
        }
    }
}
