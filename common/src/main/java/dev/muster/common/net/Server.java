package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.wire.Codec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Where agents connect. */
public final class Server implements AutoCloseable {

    private static final long SWEEP_MS = 200;
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    /** Sweeps further apart than this mean that this process was paused. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Codec codec = new Codec();
    private final ConnectionCounters counters = new ConnectionCounters();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastId = new AtomicLong();
    private final Limits limits;
    private final ServerHandler handler;
    private final Ticker ticker;
    private final @Nullable ServerTls tls;
    private final Channel channel;
    private final ScheduledFuture<?> sweeper;
    private long lastSweepNanos;

    private Server(
            EventLoops loops, InetSocketAddress address, Limits limits, @Nullable ServerTls tls, ServerHandler handler)
            throws IOException {
        this.limits = limits;
        this.tls = tls;
        this.handler = handler;
        this.ticker = loops.next().ticker();
        this.lastSweepNanos = ticker.nanoTime();
        ChannelFuture bound = Sockets.server(loops, limits)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) throws SSLException {
                        accept(accepted);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        this.channel = bound.channel();
        this.sweeper = loops.next().scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Listens.
     *
     * @param address port 0 for any that is free
     * @param tls null for links that are not encrypted
     * @throws IOException when it cannot: the port is in use, or the address is not this machine's
     */
    public static Server listen(
            EventLoops loops, InetSocketAddress address, Limits limits, @Nullable ServerTls tls, ServerHandler handler)
            throws IOException {
        return new Server(loops, address, limits, tls, handler);
    }

    /** As the other one, for links that are not encrypted. */
    public static Server listen(EventLoops loops, InetSocketAddress address, Limits limits, ServerHandler handler)
            throws IOException {
        return listen(loops, address, limits, null, handler);
    }

    /** Where it listens, with the port that it got. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    public ConnectionCounters counters() {
        return counters;
    }

    /** Connections that stand, whether or not they are sessions. */
    public int connectionCount() {
        return connections.size();
    }

    /** Listens no longer and ends all sessions, after at most two seconds. Not to be called from a callback. */
    @Override
    public void close() {
        sweeper.cancel(false);
        channel.close().awaitUninterruptibly(CLOSE_TIMEOUT_MS);
        connections.forEach(connection -> connection.close(CloseReason.SHUTTING_DOWN));
        long deadline = ticker.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_TIMEOUT_MS);
        for (ServerConnection connection : connections) {
            connection.awaitEnd(TimeUnit.NANOSECONDS.toMillis(deadline - ticker.nanoTime()));
        }
    }

    private void accept(Channel accepted) throws SSLException {
        counters.countOpened();
        if (connections.size() >= limits.connectionsMax()) {
            counters.countClosed(CloseReason.TOO_MANY_CONNECTIONS);
            accepted.close();
            return;
        }
        ServerConnection connection =
                new ServerConnection(new SessionId(lastId.incrementAndGet()), accepted, codec, this);
        connections.add(connection);
        if (tls != null) {
            tls.addTo(accepted.pipeline());
        }
        connection.install();
    }

    private void sweep() {
        long nowNanos = ticker.nanoTime();
        boolean paused = nowNanos - lastSweepNanos > PAUSE_NANOS;
        lastSweepNanos = nowNanos;
        for (ServerConnection connection : connections) {
            if (paused) {
                connection.touch(nowNanos);
            } else {
                connection.judge(nowNanos);
            }
        }
    }

    Limits limits() {
        return limits;
    }

    ServerHandler handler() {
        return handler;
    }

    /** Who is at the other end of a channel on which a message has come. */
    PeerVerdict verdict(Channel of) {
        return tls == null ? PeerVerdict.OPEN : tls.verdict(of.pipeline());
    }

    void ended(ServerConnection connection, CloseReason why) {
        connections.remove(connection);
        counters.countClosed(why);
    }
}
