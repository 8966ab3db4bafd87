package dev.muster.coordinator.balancer;

import dev.muster.common.model.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param task that ended
 * @param failure why it did not succeed, with the program's last lines; null when it did
 * @param deeds what was done, or would be in a dry run, one line each
 * @param said what was answered: the program's last lines, or what became of connections
 * @param exitCode of the program; null when none ran to its end
 * @param tookMs from its beginning
 */
public record Outcome(
        Task task,
        @Nullable Failure failure,
        List<String> deeds,
        List<String> said,
        @Nullable Integer exitCode,
        long tookMs) {

    public Outcome {
        deeds = List.copyOf(deeds);
        said = List.copyOf(said);
    }

    /** Whether the next step may follow. */
    public boolean ok() {
        return failure == null;
    }
}
