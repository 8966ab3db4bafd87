package dev.muster.common.net;

import dev.muster.common.wire.Codec;

/**
 * What a connection is allowed. Times are milliseconds.
 *
 * @param connectionsMax at a server, together
 * @param connectMs until a connection stands, for each address that is tried
 * @param firstFrameMs from the connection to the first whole message of the other side
 * @param frameMs from the first byte of a frame to its last
 * @param leaseMs silence that ends a session until Welcome has named another lease
 * @param firstFrameBytesMax of the first frame, which anybody can send
 * @param outboundMessagesMax that wait to be encoded
 * @param outboundBytesMax that wait to be read by the other side
 */
public record Limits(
        int connectionsMax,
        int connectMs,
        long firstFrameMs,
        long frameMs,
        long leaseMs,
        int firstFrameBytesMax,
        int outboundMessagesMax,
        int outboundBytesMax) {

    /** What the product uses; docs/protocol.md lists them. */
    public static final Limits DEFAULT =
            new Limits(12_000, 5_000, 10_000, 30_000, 15_000, 1024 * 1024, 1_024, 2 * Codec.FRAME_BYTES_MAX);

    public Limits {
        if (outboundBytesMax < Codec.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException("the largest frame must fit what may wait");
        }
    }
}
