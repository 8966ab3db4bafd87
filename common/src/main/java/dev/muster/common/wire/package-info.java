/**
 * Messages to bytes and back: the frame, its limits, the numbers of the messages, and how versions are agreed on. Pure: no
 * socket, no thread, no clock. What every byte means stands in docs/protocol.md.
 */
@NullMarked
package dev.muster.common.wire;

import org.jspecify.annotations.NullMarked;
