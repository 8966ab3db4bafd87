package dev.muster.common.net;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muster.common.model.message.Message;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.Preamble;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever an agent's socket says, and in whatever pieces it comes: messages, then at most one refusal, and nothing after it
 * (fault B10). The first byte says how long the pieces are, the second whether the preamble comes by itself.
 */
final class FrameFuzzTest {

    private static final Codec CODEC = new Codec();
    private static final int FIRST_FRAME_BYTES_MAX = 1 << 20;

    @FuzzTest(maxDuration = "24h")
    void anyBytesAreMessagesThenAtMostOneRefusal(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int piece = 1 + (bytes[0] & 0xff);
        ByteBuf all = Unpooled.wrappedBuffer(bytes, 2, bytes.length - 2);
        if ((bytes[1] & 1) == 0) {
            all = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(Preamble.bytes()), all);
        }
        List<Message> whole = read(all.duplicate(), all.readableBytes());
        List<Message> inPieces = read(all, piece);
        if (!whole.equals(inPieces)) {
            throw new AssertionError("other messages in pieces of " + piece + ": " + whole + " and " + inPieces);
        }
    }

    /** What was read before the bytes ended or were refused. */
    private static List<Message> read(ByteBuf bytes, int piece) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new FrameDecoder(CODEC::decodeFromAgent, FIRST_FRAME_BYTES_MAX, 0));
        List<Message> read = new ArrayList<>();
        boolean refused = false;
        while (bytes.isReadable()) {
            try {
                channel.writeInbound(bytes.readRetainedSlice(Math.min(Math.max(1, piece), bytes.readableBytes())));
            } catch (DecoderException e) {
                if (refused || !(e.getCause() instanceof RejectedException)) {
                    throw new AssertionError("refused twice, or not by us", e);
                }
                refused = true;
            }
            for (Message message = channel.readInbound(); message != null; message = channel.readInbound()) {
                read.add(message);
            }
        }
        int before = read.size();
        channel.finishAndReleaseAll();
        if (read.size() != before) {
            throw new AssertionError("a message came after the end");
        }
        return read;
    }
}
