package dev.muster.common.net;

import dev.muster.common.model.message.Message;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.DecodeException;
import dev.muster.common.wire.Preamble;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Bytes to messages: first the preamble, then frames. What is wrong becomes one {@link RejectedException}, and no byte is read after it. */
final class FrameDecoder extends ByteToMessageDecoder {

    /** Reads the messages of one direction. */
    interface BodyDecoder {
        Message decode(byte[] body) throws DecodeException;
    }

    private static final long NONE = -1;

    private final BodyDecoder bodies;
    private final int firstFrameBytesMax;
    private boolean preambleSeen;
    private boolean firstFrameSeen;
    private boolean rejected;
    private boolean truncated;
    private volatile long lastReadNanos;
    private volatile long frameSinceNanos = NONE;

    FrameDecoder(BodyDecoder bodies, int firstFrameBytesMax, long nowNanos) {
        this.bodies = bodies;
        this.firstFrameBytesMax = firstFrameBytesMax;
        this.lastReadNanos = nowNanos;
    }

    /** Starts the silence anew. */
    void touch(long nowNanos) {
        lastReadNanos = nowNanos;
        if (frameSinceNanos != NONE) {
            frameSinceNanos = nowNanos;
        }
    }

    /** For how long nothing has come. */
    long silentNanos(long nowNanos) {
        return nowNanos - lastReadNanos;
    }

    /** For how long a frame has been incomplete; 0 when none is. */
    long frameNanos(long nowNanos) {
        long since = frameSinceNanos;
        return since == NONE ? 0 : nowNanos - since;
    }

    /** Whether the connection ended in the middle of a frame. */
    boolean isTruncated() {
        return truncated;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        lastReadNanos = context.executor().ticker().nanoTime();
        super.channelRead(context, bytes);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws RejectedException {
        if (rejected) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            if (preambleSeen || readPreamble(in)) {
                readFrame(in, out);
            }
        } catch (RejectedException e) {
            rejected = true;
            in.skipBytes(in.readableBytes());
            throw e;
        }
        noteFrame(context, in);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(context, in, out);
        truncated = !rejected && in.isReadable();
    }

    private boolean readPreamble(ByteBuf in) throws RejectedException {
        byte[] seen = new byte[Math.min(in.readableBytes(), Preamble.BYTES)];
        in.getBytes(in.readerIndex(), seen);
        if (!Preamble.startsLikeMuster(seen, seen.length)) {
            throw new RejectedException(CloseReason.NOT_MUSTER, "no preamble");
        }
        if (seen.length < Preamble.BYTES) {
            return false;
        }
        preambleSeen = switch (Preamble.judge(seen)) {
            case OURS -> true;
            case OTHER_VERSION -> throw new RejectedException(CloseReason.OTHER_FRAMING, "another framing version");
            case FOREIGN -> throw new RejectedException(CloseReason.NOT_MUSTER, "no preamble");
        };
        in.skipBytes(Preamble.BYTES);
        return true;
    }

    private void readFrame(ByteBuf in, List<Object> out) throws RejectedException {
        if (in.readableBytes() < Codec.LENGTH_BYTES) {
            return;
        }
        long length = in.getUnsignedInt(in.readerIndex());
        int max = firstFrameSeen ? Codec.FRAME_BYTES_MAX : firstFrameBytesMax;
        if (length > max) {
            throw new RejectedException(CloseReason.OVERSIZED_FRAME, "a frame of " + length + " bytes, at most " + max);
        }
        if (in.readableBytes() < Codec.LENGTH_BYTES + length) {
            return;
        }
        in.skipBytes(Codec.LENGTH_BYTES);
        byte[] body = new byte[(int) length];
        in.readBytes(body);
        frameSinceNanos = NONE;
        firstFrameSeen = true;
        try {
            out.add(bodies.decode(body));
        } catch (DecodeException e) {
            throw new RejectedException(CloseReason.of(e.reason()), String.valueOf(e.getMessage()));
        }
    }

    private void noteFrame(ChannelHandlerContext context, ByteBuf in) {
        if (in.isReadable() && frameSinceNanos == NONE) {
            frameSinceNanos = context.executor().ticker().nanoTime();
        }
    }
}
