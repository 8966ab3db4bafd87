/**
 * Agents' links over TCP: who connects, frames in both directions, heartbeats, leases, limits, and coming back after a
 * failure. Knows messages, not what they mean: a core decides, this carries.
 *
 * <p>Everything that arrives is hostile until proven otherwise. Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>Nothing is sent to a peer before it has shown the preamble and a Hello.
 *   <li>No buffer is made for a length that was only claimed: lengths are checked first, and memory grows with what arrived.
 *   <li>Every connection has a deadline at every moment: for its first frame, for a frame that has begun, for its lease.
 *   <li>What waits to be sent is bounded in messages and in bytes; a peer that does not read is closed.
 *   <li>Each closed connection is counted under exactly one {@link dev.muster.common.net.CloseReason}.
 *   <li>A session that was opened is closed once; nothing is told of it afterwards.
 * </ol>
 *
 * <p>Callbacks come on Netty's threads, for one session one after another. They hand over and return: a callback that waits
 * for room in a mailbox slows the reading of its sockets down, which is the wanted back-pressure; it must not wait for
 * anything else.
 */
@NullMarked
package dev.muster.common.net;

import org.jspecify.annotations.NullMarked;
