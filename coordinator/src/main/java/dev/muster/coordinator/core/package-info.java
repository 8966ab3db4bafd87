/**
 * The coordinator's state machine: who is there, what each host is to run now, whether the cluster has started, and how it
 * is stopped. To add a behaviour: an event or a command here, its handling in {@code CoordinatorCore}, an invariant in the
 * simulation.
 */
@NullMarked
package dev.muster.coordinator.core;

import org.jspecify.annotations.NullMarked;
