package dev.muster.coordinator.sessions;

import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Repair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent found on its machine.
 *
 * @param checks in the order in which they were made
 * @param clockAheadMs how far its wall clock is ahead of ours, milliseconds; its answer's way is in it
 * @param repairs what it has repaired before, or why not
 * @param failure why there is nothing; null when the agent has answered
 */
public record HostChecks(
        List<Check> checks,
        long clockAheadMs,
        List<Repair> repairs,
        @Nullable Failure failure) {

    static HostChecks none(Failure why) {
        return new HostChecks(List.of(), 0, List.of(), why);
    }
}
