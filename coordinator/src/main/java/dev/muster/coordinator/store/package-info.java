/**
 * Where the coordinator's durable state lives: one small value, written by conditional transactions that a deposed leader
 * cannot make. The store knows nothing of what the bytes mean.
 */
@NullMarked
package dev.muster.coordinator.store;

import org.jspecify.annotations.NullMarked;
