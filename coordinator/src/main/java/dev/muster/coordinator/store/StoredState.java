package dev.muster.coordinator.store;

import dev.muster.common.model.ClusterId;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds, as it was at one moment.
 *
 * @param id of the cluster
 * @param fence the last epoch that led; {@code Epoch.NONE} when none has
 * @param version of the state, for the next write
 * @param state the bytes as they were given to {@code write}; null when there was no write yet. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record StoredState(ClusterId id, Fence fence, int version, byte @Nullable [] state) {}
