/** Whole clusters simulated from a seed, with faults, in one thread. */
@NullMarked
package dev.muster.simulation;

import org.jspecify.annotations.NullMarked;
