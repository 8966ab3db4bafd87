/**
 * Takes members out of their load balancer and puts them back: by programs of the operator's, or by HAProxy's runtime socket. What is
 * to be done comes from cluster.json by a pure function ({@link dev.muster.coordinator.balancer.Resolution}); the rest does it.
 */
@NullMarked
package dev.muster.coordinator.balancer;

import org.jspecify.annotations.NullMarked;
