package dev.muster.coordinator.store;

import dev.muster.common.model.Epoch;

/**
 * Lets one epoch write, and no older one.
 *
 * @param epoch the leadership
 * @param version of the epoch's node after this epoch was written to it; every transaction checks it
 */
public record Fence(Epoch epoch, int version) {}
