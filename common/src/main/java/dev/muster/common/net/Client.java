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
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to one of a few places: connects, and connects again after a pause whenever there is none. A place that
 * does not welcome us is followed by the next one. The pauses grow with each round through all places until a Welcome comes,
 * not merely a connection: a coordinator that refuses must not be asked faster and faster.
 *
 * <p>A connection on which nothing comes is not waited for until its lease has run out. What TCP has lost it sends again
 * after pauses that double, and where a third of all packets is lost these grow beyond any lease while the network still
 * carries most of what is sent. So another connection is tried beside a silent one; once it stands it takes its place, and the
 * old one goes on, unheard, until the new one is welcomed: its heartbeats still count.
 */
public final class Client implements AutoCloseable {

    /** Shared: a codec is thread-safe, and costly to make. */
    private static final Codec CODEC = new Codec();

    private static final long CLOSE_TIMEOUT_MS = 2_000;

    /** Tries beside a silent connection, from one Welcome to the next: a coordinator that is busy must not get busier. */
    private static final int RACES_MAX = 4;

    private final EventLoops loops;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final Limits limits;
    private final DoubleSupplier random;
    private final ClientHandler handler;
    private final List<Names> names;

    // All below belongs to the loop's thread.
    private @Nullable ClientConnection connection;
    private @Nullable ClientConnection retired;
    private int races;
    private boolean racing;
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
                    endRetired();
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

    boolean isHeard(ClientConnection who) {
        return who == connection;
    }

    void welcomed() {
        endRetired();
        races = 0;
        asked = 0;
        rounds = 0;
        welcome = true;
    }

    void ended(ClientConnection ended, CloseReason why) {
        if (ended == retired) {
            retired = null;
        }
        if (ended != connection) {
            return;
        }
        connection = null;
        if (!closed) {
            handler.closed(ended.id(), why, retry());
        }
    }

    /** Nothing has come on a connection for a while: tries another one beside it. */
    void doubt(ClientConnection silent) {
        if (closed || racing || races >= RACES_MAX || silent != connection) {
            return;
        }
        racing = true;
        races++;
        reach(channel -> race(silent, channel), error -> racing = false);
    }

    private void race(ClientConnection silent, Channel channel) {
        racing = false;
        if (closed || silent != connection || !silent.isSilent()) {
            channel.close();
            return;
        }
        if (retired == null) {
            retired = silent;
        }
        opened(channel);
        ClientConnection newer = connection;
        if (newer == null || newer == silent) {
            return;
        }
        newer.doubtsLike(silent);
        if (silent != retired) {
            silent.abort(CloseReason.ENDED_HERE); // it was never welcomed
        }
    }

    /** Whether the session before this connection has ended, so that its lease is over. */
    boolean isLastHope(ClientConnection who) {
        return who == connection && retired == null;
    }

    private void endRetired() {
        ClientConnection last = retired;
        retired = null;
        if (last != null) {
            last.abort(CloseReason.ENDED_HERE);
        }
    }

    private void connect() {
        reach(this::opened, this::failed);
    }

    /** Tries all addresses of the present place. */
    private void reach(Consumer<Channel> opened, Consumer<Throwable> failed) {
        if (closed) {
            return;
        }
        names.get(place)
                .lookUp(limits.connectMs())
                .whenComplete((addresses, error) -> loop.execute(() -> {
                    if (error != null) {
                        failed.accept(error);
                    } else {
                        tryEach(addresses, 0, opened, failed);
                    }
                }));
    }

    private void tryEach(List<InetAddress> addresses, int index, Consumer<Channel> opened, Consumer<Throwable> failed) {
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
                secured(attempt.channel(), opened, failed);
            } else if (index + 1 < addresses.size()) {
                tryEach(addresses, index + 1, opened, failed);
            } else {
                failed.accept(done.cause());
            }
        });
    }

    /** Passes a channel on when it is encrypted, where links are. */
    private void secured(Channel channel, Consumer<Channel> opened, Consumer<Throwable> failed) {
        ClientTls tls = endpoint.tls();
        if (tls == null) {
            opened.accept(channel);
            return;
        }
        try {
            SslHandler handler = tls.handler(channel, limits.connectMs());
            ChannelHandler quiet = new Quiet();
            channel.pipeline().addLast(handler, quiet);
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    channel.pipeline().remove(quiet);
                    opened.accept(channel);
                } else {
                    channel.close();
                    failed.accept(done.cause());
                }
            });
        } catch (SSLException e) {
            channel.close();
            failed.accept(e);
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
