/**
 * The agent's state machine: closes the gap between what the coordinator wants of this host's components and what is seen
 * of them. To add a behaviour: an event or a command here, its handling in {@code AgentCore} and in {@code Session},
 * {@code Components} or {@code ComponentMachine}, an invariant in the simulation.
 */
@NullMarked
package dev.muster.agent.core;

import org.jspecify.annotations.NullMarked;
