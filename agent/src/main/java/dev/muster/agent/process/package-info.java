/**
 * Starts components so that they outlive the agent, finds them again, notices their end, and stops them to the last process.
 *
 * <p>A component is started by a small shell script, the shim, in a session of its own. The shim records what runs
 * ({@code DIR/launches/LAUNCH/process}) before it runs, and how it ended. Everything here works on these records and on
 * {@code /proc}; nothing depends on being the parent.
 */
@NullMarked
package dev.muster.agent.process;

import org.jspecify.annotations.NullMarked;
