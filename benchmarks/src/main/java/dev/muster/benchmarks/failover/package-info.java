/**
 * Failover: what is lost, and how soon that is noticed and made good. A cluster of real processes with mock components, a thousand
 * agents of the product's transport, and as the limit a bare Curator latch on the same ensemble.
 */
@NullMarked
package dev.muster.benchmarks.failover;

import org.jspecify.annotations.NullMarked;
