package dev.muster.agent.process;

import dev.muster.common.model.Failure;

/** How a stop went. */
public sealed interface StopResult {

    /**
     * Nothing of the launch runs any more.
     *
     * @param forced whether its own process had to be killed
     */
    record Stopped(boolean forced) implements StopResult {}

    /** Something runs on in spite of everything; {@code STOP_FAILED}, and the detail names it. */
    record Failed(Failure failure) implements StopResult {}
}
