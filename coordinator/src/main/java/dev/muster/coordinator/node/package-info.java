/**
 * One coordinator put together: its core in a loop, with the store, the leadership, the agents' sessions and the HTTP API
 * around it. Nothing is decided here.
 */
@NullMarked
package dev.muster.coordinator.node;

import org.jspecify.annotations.NullMarked;
