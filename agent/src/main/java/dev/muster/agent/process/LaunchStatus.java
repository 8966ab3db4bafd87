package dev.muster.agent.process;

/** What became of a launch. */
public sealed interface LaunchStatus {

    /** The component's process runs. */
    record Alive(ProcessIdentity process) implements LaunchStatus {}

    /**
     * It has ended, and nothing is left of it.
     *
     * @param code its exit code; 128 and the number of the signal when one ended it
     */
    record Exited(int code) implements LaunchStatus {}

    /** It does not run, and nobody saw how it ended: it never started, or the machine was started anew, or the shim was killed. */
    record Gone() implements LaunchStatus {}
}
