package dev.muster.common.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose request does not arrive in time. Works on the bytes, before anything is decoded: a server that decodes
 * byte for byte sees activity where there is none.
 *
 * <p>What begins with a handshake of TLS is watched behind its decryption; until then the deadline of headers holds for the first
 * message of the handshake, and {@link SslHandler}'s own for the rest.
 *
 * <p>A request begins with the first byte after an answer, its headers end with an empty line, and its body with whatever is
 * answered. A body that arrives within its time and is answered later, as with a question that waits for events, is nothing slow:
 * only bytes that come after the deadline end the connection. Behind HTTP/2's preface this ends, because there are no such
 * requests any more; half a frame is no activity there, so that the server's idle time holds.
 */
final class RequestDeadline extends ChannelDuplexHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDeadline.class);

    private enum State {
        IDLE,
        HEADER,
        BODY
    }

    /** How the preface of HTTP/2 begins, and no request does. */
    private static final String PREFACE = "PRI ";

    /** How a handshake of TLS begins (RFC 8446, ContentType), and no request does. */
    private static final char HANDSHAKE = 22;

    private final ConnectionGuard.Limits limits;
    private final StringBuilder start = new StringBuilder();
    private State state = State.IDLE;
    private long bodySinceNanos;
    private boolean lineIsEmpty;
    private @Nullable ScheduledFuture<?> deadline;

    RequestDeadline(ConnectionGuard.Limits limits) {
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!movedBehindTls(context) && message instanceof ByteBuf bytes && bytes.isReadable()) {
            arrived(context, bytes);
        }
        super.channelRead(context, message);
    }

    /** What is first in the pipeline sees bytes as they are on the network. The server puts TLS behind it when it has recognised it. */
    private boolean movedBehindTls(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.first() != this || pipeline.get(SslHandler.class) == null) {
            return false;
        }
        pipeline.addAfter(pipeline.context(SslHandler.class).name(), null, new RequestDeadline(limits));
        pipeline.remove(this);
        return true;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        cancel();
        state = State.IDLE;
        super.write(context, message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        cancel();
        super.channelInactive(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    private void arrived(ChannelHandlerContext context, ByteBuf bytes) {
        if (state == State.BODY) {
            long takenMs = TimeUnit.NANOSECONDS.toMillis(now(context) - bodySinceNanos);
            if (takenMs > limits.bodyMs()) {
                end(context, "a body");
            }
            return;
        }
        if (state == State.IDLE) {
            state = State.HEADER;
            lineIsEmpty = false; // empty lines before a request are no headers
            start.setLength(0);
            deadline = context.executor()
                    .schedule(() -> end(context, "headers"), limits.headerMs(), TimeUnit.MILLISECONDS);
        }
        for (int i = bytes.readerIndex(); i < bytes.writerIndex() && start.length() < PREFACE.length(); i++) {
            start.append((char) bytes.getUnsignedByte(i));
        }
        if (start.charAt(0) != HANDSHAKE && hasEmptyLine(bytes)) {
            cancel();
            if (start.toString().equals(PREFACE)) {
                context.pipeline().remove(this);
                return;
            }
            state = State.BODY;
            bodySinceNanos = now(context);
        }
    }

    /** Whether the headers end in these bytes; a line end is LF, with or without CR before it. */
    private boolean hasEmptyLine(ByteBuf bytes) {
        return bytes.forEachByte(next -> {
                    if (next == '\n') {
                        boolean ends = lineIsEmpty;
                        lineIsEmpty = true;
                        return !ends;
                    }
                    lineIsEmpty = lineIsEmpty && next == '\r';
                    return true;
                })
                >= 0;
    }

    private static long now(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }

    private void end(ChannelHandlerContext context, String what) {
        LOG.debug(
                "closed a connection of {}: {} did not arrive in time",
                context.channel().remoteAddress(),
                what);
        context.close();
    }

    private void cancel() {
        ScheduledFuture<?> running = deadline;
        deadline = null;
        if (running != null) {
            running.cancel(false);
        }
    }
}
