/** A store in memory: for simulated clusters and for tests, held to the same contract as the real one. */
@NullMarked
package dev.muster.coordinator.store.memory;

import org.jspecify.annotations.NullMarked;
