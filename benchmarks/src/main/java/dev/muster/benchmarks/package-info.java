/** Measurements of the product with JMH. */
@NullMarked
package dev.muster.benchmarks;

import org.jspecify.annotations.NullMarked;
