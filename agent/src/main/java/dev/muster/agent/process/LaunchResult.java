package dev.muster.agent.process;

import dev.muster.common.model.Failure;

/** Whether a component could be started. */
public sealed interface LaunchResult {

    /** It runs, or has run and ended already: its end is reported like any other. */
    record Running(ProcessIdentity process) implements LaunchResult {}

    /** Nothing was started. */
    record Failed(Failure failure) implements LaunchResult {}
}
