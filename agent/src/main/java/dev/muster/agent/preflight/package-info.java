/**
 * Looks at the machine: what it offers ({@link dev.muster.agent.preflight.MachineFacts}), and before a launch whether it offers
 * enough ({@link dev.muster.agent.preflight.Preflight}).
 *
 * <p>Reads {@code /proc} and the file system; starts nothing but {@code java -version}. Every failure names the command that
 * repairs it.
 */
@NullMarked
package dev.muster.agent.preflight;

import org.jspecify.annotations.NullMarked;
