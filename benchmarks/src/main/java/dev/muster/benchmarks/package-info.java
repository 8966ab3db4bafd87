/** Measurements of the product, each next to its rivals and its limits. {@code bin/bench} starts them. */
@NullMarked
package dev.muster.benchmarks;

import org.jspecify.annotations.NullMarked;
