package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.Preamble;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ends of a link have in common: a bounded queue of what is to be sent, one reason for the end, and deadlines.
 *
 * @param <O> what is sent on it
 */
abstract class Connection<O extends Message> extends ChannelInboundHandlerAdapter implements Session<O> {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long FLUSH_BEFORE_CLOSE_MS = 2_000;

    private final SessionId id;
    private final Channel channel;
    private final Codec codec;
    private final Limits limits;
    private final FrameDecoder decoder;
    private final long sinceNanos;

    /** What is to be sent; a {@link CloseReason} among it ends the connection there. */
    private final Queue<Object> outbound = new ConcurrentLinkedQueue<>();

    private final AtomicInteger outboundCount = new AtomicInteger();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final AtomicReference<@Nullable CloseReason> reason = new AtomicReference<>();
    private String trouble = "";
    private boolean preambleSent;
    private boolean closing;
    private volatile boolean introduced;
    private volatile long leaseNanos;

    Connection(SessionId id, Channel channel, Codec codec, Limits limits, FrameDecoder.BodyDecoder bodies) {
        this.id = id;
        this.channel = channel;
        this.codec = codec;
        this.limits = limits;
        this.sinceNanos = channel.eventLoop().ticker().nanoTime();
        this.decoder = new FrameDecoder(bodies, limits.firstFrameBytesMax(), sinceNanos);
        this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(limits.leaseMs());
    }

    /** The first whole message or a later one. */
    abstract void received(Message message) throws RejectedException;

    /** The connection has ended; called once. */
    abstract void ended(CloseReason why);

    @Override
    public final SessionId id() {
        return id;
    }

    @Override
    public final InetSocketAddress peer() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address
                : InetSocketAddress.createUnresolved("unknown", 0);
    }

    @Override
    public void send(O message) {
        enqueue(message);
    }

    @Override
    public final void close(CloseReason why) {
        enqueue(why);
    }

    final Channel channel() {
        return channel;
    }

    /** Ends the connection without sending what waits. */
    final void abort(CloseReason why) {
        reason.compareAndSet(null, why);
        channel.close();
    }

    /** Waits until the socket is closed; at most this long. */
    final void awaitEnd(long timeoutMs) {
        channel.closeFuture().awaitUninterruptibly(Math.max(0, timeoutMs));
    }

    /** What the encryption says of its end; empty when it says nothing. Only on the connection's own thread. */
    final String trouble() {
        return trouble;
    }

    /** Puts this connection's handlers in place. */
    final void install() {
        channel.pipeline().addLast(decoder, this);
    }

    final void setLeaseMs(long leaseMs) {
        leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMs);
    }

    /** Starts all silences anew, after this process itself was paused. */
    final void touch(long nowNanos) {
        decoder.touch(nowNanos);
    }

    /** For how long nothing has come. */
    final long silentNanos(long nowNanos) {
        return decoder.silentNanos(nowNanos);
    }

    /** Ends the connection when one of its deadlines has passed. */
    final void judge(long nowNanos) {
        if (!introduced) {
            if (nowNanos - sinceNanos > TimeUnit.MILLISECONDS.toNanos(limits.firstFrameMs())) {
                abort(CloseReason.FIRST_FRAME_TIMEOUT);
            }
        } else if (decoder.silentNanos(nowNanos) > leaseNanos) {
            abort(CloseReason.IDLE);
        } else if (decoder.frameNanos(nowNanos) > TimeUnit.MILLISECONDS.toNanos(limits.frameMs())) {
            abort(CloseReason.SLOW_FRAME);
        }
    }

    /** Sends at once; only on the connection's own thread. */
    final void sendNow(Message message) {
        write(message);
        channel.flush();
        closeWhenNotRead();
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) throws RejectedException {
        if (closing || reason.get() != null) {
            return;
        }
        introduced = true;
        received((Message) message);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        reason.compareAndSet(null, decoder.isTruncated() ? CloseReason.TRUNCATED_FRAME : CloseReason.PEER_CLOSED);
        CloseReason why = reason.get();
        outbound.clear();
        LOG.debug("connection {} of {} ended: {}", id, peer(), why);
        ended(why == null ? CloseReason.PEER_CLOSED : why);
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        Throwable cause = error instanceof DecoderException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof SSLException) {
            LOG.info("connection {} of {}: {}", id, peer(), cause.getMessage());
            trouble = cause.getMessage() == null ? "" : cause.getMessage();
            abort(CloseReason.TLS_FAILED);
        } else if (cause instanceof RejectedException rejected) {
            LOG.debug("connection {} of {}: {}", id, peer(), rejected.getMessage());
            abort(rejected.reason());
        } else if (cause instanceof IOException) {
            abort(CloseReason.BROKEN);
        } else {
            LOG.error("connection {} of {} failed", id, peer(), cause);
            abort(CloseReason.FAILED_HERE);
        }
    }

    private void enqueue(Object item) {
        if (reason.get() != null) {
            return;
        }
        if (outboundCount.incrementAndGet() > limits.outboundMessagesMax()) {
            abort(CloseReason.SLOW_CONSUMER);
            return;
        }
        outbound.add(item);
        if (drainScheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                LOG.debug("connection {}: its threads have ended", id, e);
            }
        }
    }

    private void drain() {
        // First the flag: what is added from now on schedules a drain of its own.
        drainScheduled.set(false);
        for (Object item = outbound.poll(); item != null; item = outbound.poll()) {
            outboundCount.decrementAndGet();
            if (closing || !channel.isActive()) {
                continue;
            }
            if (item instanceof CloseReason why) {
                closeAfterFlush(why);
            } else {
                write((Message) item);
            }
        }
        if (!closing) {
            channel.flush();
            closeWhenNotRead();
        }
    }

    private void write(Message message) {
        byte[] frame;
        try {
            frame = codec.encode(message);
        } catch (RuntimeException e) {
            LOG.error(
                    "connection {} of {}: {} cannot be sent",
                    id,
                    peer(),
                    message.getClass().getSimpleName(),
                    e);
            abort(CloseReason.FAILED_HERE);
            return;
        }
        if (preambleSent) {
            channel.write(Unpooled.wrappedBuffer(frame), channel.voidPromise());
        } else {
            preambleSent = true;
            channel.write(Unpooled.wrappedBuffer(Preamble.bytes(), frame), channel.voidPromise());
        }
    }

    private void closeAfterFlush(CloseReason why) {
        closing = true;
        reason.compareAndSet(null, why);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        channel.eventLoop().schedule(() -> channel.close(), FLUSH_BEFORE_CLOSE_MS, TimeUnit.MILLISECONDS);
    }

    /** The high water mark is the limit of what may wait: see {@link Sockets}. */
    private void closeWhenNotRead() {
        if (channel.isActive() && !channel.isWritable()) {
            abort(CloseReason.SLOW_CONSUMER);
        }
    }
}
