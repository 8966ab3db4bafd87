package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.wire.Codec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to one of a few places: connects, and connects again after a pause whenever there is none. A place that
 * does not welcome us is followed by the next one. The pauses grow with each round through all places until a Welcome comes,
 * not merely a connection: a coordinator that refuses must not be asked faster and faster.
 */
public final class Client implements AutoCloseable {

    /** Shared: a codec is thread-safe, and costly to make. */
    private static final Codec CODEC = new Codec();

    private static final long CLOSE_TIMEOUT_MS = 2_000;

    private final EventLoops loops;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final Limits limits;
    private final DoubleSupplier random;
    private final ClientHandler handler;
    private final List<Names> names;

    // All below belongs to the loop's thread.
    private @Nullable ClientConnection connection;
    private int place;
    private int asked;
    private int rounds;
    private boolean welcome;
    private long lastId;
    private boolean closed;

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param random from 0 to below 1, for the pauses
     */
    public Client(EventLoops loops, Endpoint endpoint, Limits limits, DoubleSupplier random, ClientHandler handler) {
        this.loops = loops;
        this.loop = loops.next();
        this.endpoint = endpoint;
        this.limits = limits;
        this.random = random;
        this.handler = handler;
        this.names = endpoint.places().stream()
                .map(each -> new Names(each.host(), loops.names()))
                .toList();
    }

    /**
     * Where to connect.
     *
     * @param places at least one; all of them are tried in this order, round and round
     * @param backoff between tries
     * @param tls null for links that are not encrypted
     */
    public record Endpoint(
            List<Place> places, Backoff backoff, @Nullable ClientTls tls) {
        public Endpoint {
            places = List.copyOf(places);
            if (places.isEmpty()) {
                throw new IllegalArgumentException("nowhere to connect to");
            }
        }

        /** Links that are not encrypted. */
        public Endpoint(List<Place> places, Backoff backoff) {
            this(places, backoff, null);
        }

        /** One place only, not encrypted. */
        public Endpoint(String host, int port, Backoff backoff) {
            this(List.of(new Place(host, port)), backoff, null);
        }
    }

    /**
     * A place to connect to.
     *
     * @param host a name or an address; a name is looked up at each try
     * @param port 1 to 65535
     */
    public record Place(String host, int port) {
        @Override
        public String toString() {
            return host + " port " + port;
        }
    }

    public void start() {
        loop.execute(this::connect);
    }

    /**
     * Ends the connection, after all that was sent on it, and makes no other; waits at most two seconds. Nothing is told
     * afterwards. Not to be called from a callback.
     */
    @Override
    public void close() {
        ClientConnection last = loop.submit(() -> {
                    closed = true;
                    return connection;
                })
                .awaitUninterruptibly()
                .getNow();
        if (last != null) {
            last.close(CloseReason.SHUTTING_DOWN);
            last.awaitEnd(CLOSE_TIMEOUT_MS);
        }
    }

    Limits limits() {
        return limits;
    }

    ClientHandler handler() {
        return handler;
    }

    long jitter(long boundMs) {
        return (long) (random.getAsDouble() * boundMs);
    }

    void welcomed() {
        asked = 0;
        rounds = 0;
        welcome = true;
    }

    void ended(ClientConnection ended, CloseReason why) {
        connection = null;
        if (!closed) {
            handler.closed(ended.id(), why, retry());
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        names.get(place)
                .lookUp(limits.connectMs())
                .whenComplete((addresses, error) -> loop.execute(() -> {
                    if (error != null) {
                        failed(error);
                    } else {
                        tryEach(addresses, 0);
                    }
                }));
    }

    private void tryEach(List<InetAddress> addresses, int index) {
        if (closed) {
            return;
        }
        ChannelFuture attempt = Sockets.client(loops, limits)
                .group(loop)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // The handlers follow when the connection stands.
                    }
                })
                .connect(new InetSocketAddress(addresses.get(index), here().port()));
        attempt.addListener(done -> {
            if (done.isSuccess()) {
                connected(attempt.channel());
            } else if (index + 1 < addresses.size()) {
                tryEach(addresses, index + 1);
            } else {
                failed(done.cause());
            }
        });
    }

    private void connected(Channel channel) {
        ClientTls tls = endpoint.tls();
        if (tls == null) {
            opened(channel);
            return;
        }
        try {
            SslHandler handler = tls.handler(channel, limits.connectMs());
            ChannelHandler quiet = new Quiet();
            channel.pipeline().addLast(handler, quiet);
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    channel.pipeline().remove(quiet);
                    opened(channel);
                } else {
                    channel.close();
                    failed(done.cause());
                }
            });
        } catch (SSLException e) {
            channel.close();
            failed(e);
        }
    }

    /** What goes wrong in a handshake is told by the handshake's own future. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
            context.close();
        }
    }

    private void opened(Channel channel) {
        if (closed) {
            channel.close();
            return;
        }
        if (!channel.isActive()) {
            failed(new ConnectException("closed at once"));
            return;
        }
        ClientConnection opened = new ClientConnection(new SessionId(++lastId), channel, CODEC, this);
        connection = opened;
        opened.install();
        handler.opened(opened);
    }

    private void failed(Throwable error) {
        if (closed) {
            return;
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof TimeoutException) {
            cause = new UnknownHostException("no answer from the resolver");
        }
        handler.failed(ConnectFailure.of(here(), cause), retry());
    }

    private Place here() {
        return endpoint.places().get(place);
    }

    /**
     * Goes on: with the same place after a session there, else with the next one. There is a pause after a session and after
     * each round through all places, none within a round: whoever leads is found in one.
     */
    private long retry() {
        int places = endpoint.places().size();
        long pauseMs = 0;
        if (!welcome) {
            place = (place + 1) % places;
            asked++;
        }
        if (welcome || asked == places) {
            pauseMs = endpoint.backoff().pauseMs(rounds++, random.getAsDouble());
            asked = 0;
        }
        welcome = false;
        loop.schedule(this::connect, pauseMs, TimeUnit.MILLISECONDS);
        return pauseMs;
    }
}
