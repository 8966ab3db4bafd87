package dev.muster.coordinator.board;

import dev.muster.common.model.Failure;

/**
 * The last try of a machine to connect that came to nothing, and how many there were.
 *
 * @param failure why
 * @param address that it came from
 * @param atMs when, monotonic
 * @param times how often it came to this, one after the other
 * @param aheadMs how far its wall clock was ahead of ours; negative when behind, 0 when not known
 */
record Try(Failure failure, String address, long atMs, int times, long aheadMs) {}
