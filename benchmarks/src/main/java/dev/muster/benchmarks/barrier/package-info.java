/**
 * The barrier: N agents register, and all are let go when the last is there. Measured against what an engineer would write
 * in a day (Curator's double barrier) and against what the machine allows (the same bytes over bare Netty).
 */
@NullMarked
package dev.muster.benchmarks.barrier;

import org.jspecify.annotations.NullMarked;
