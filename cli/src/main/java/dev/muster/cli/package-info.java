/** The {@code muster} command: one class a command, and the wiring of agent and coordinator. */
@NullMarked
package dev.muster.cli;

import org.jspecify.annotations.NullMarked;
