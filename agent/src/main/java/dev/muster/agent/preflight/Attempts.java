package dev.muster.agent.preflight;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.Unreached.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tries of connections to other hosts, all at one time and in one thread. */
final class Attempts implements AutoCloseable {

    private final Neighbours.Resolver resolver;
    private final boolean loopback;
    private final Selector selector;
    private final List<Unreached> wrong = new ArrayList<>();

    /** @param loopback whether this host itself is a loopback address, so that all hosts are on one machine */
    Attempts(Neighbours.Resolver resolver, boolean loopback) throws IOException {
        this.resolver = resolver;
        this.loopback = loopback;
        this.selector = Selector.open();
    }

    /**
     * One try.
     *
     * @param greeting what must be said there; null when a connection is enough
     */
    private record Try(Place place, @Nullable ByteBuffer greeting) {}

    /** A place where a component listens. */
    void begin(Place place) {
        begin(new Try(place, null));
    }

    /** A place where an agent listens for the preflight. */
    void beginGreeted(Place place) {
        begin(new Try(place, ByteBuffer.allocate(TestListeners.banner(place).length)));
    }

    private void begin(Try one) {
        Place place = one.place();
        try {
            InetAddress address = resolver.all(place.address())[0];
            if (address.isLoopbackAddress() && !loopback && !HostName.namesLoopback(place.address())) {
                wrong.add(new Unreached(
                        place,
                        Cause.NAME_IS_LOOPBACK,
                        "the name is " + address.getHostAddress() + " here, which is this machine itself"));
                return;
            }
            SocketChannel channel = SocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_CONNECT, one);
                channel.connect(new InetSocketAddress(address, place.port()));
            } catch (IOException e) {
                channel.close();
                wrong.add(failed(place, e));
            }
        } catch (UnknownHostException e) {
            wrong.add(new Unreached(place, Cause.NAME_UNKNOWN, "the name is not known here"));
        } catch (IOException e) {
            wrong.add(failed(place, e));
        }
    }

    /** Waits for them all, at most {@code limitMs}; what was not reached. */
    List<Unreached> await(long limitMs) throws IOException {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
        while (!selector.keys().isEmpty()) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime());
            if (leftMs <= 0) {
                break;
            }
            selector.select(this::go, leftMs);
        }
        for (SelectionKey late : selector.keys()) {
            if (late.isValid()) {
                Place place = ((Try) late.attachment()).place();
                wrong.add(new Unreached(place, Cause.TIMED_OUT, "no answer within " + limitMs + " ms"));
            }
        }
        return List.copyOf(wrong);
    }

    private void go(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        Try one = (Try) key.attachment();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                if (one.greeting() == null) {
                    channel.close();
                } else {
                    key.interestOps(SelectionKey.OP_READ);
                }
            } else {
                hear(channel, one.place(), one.greeting());
            }
        } catch (IOException e) {
            wrong.add(failed(one.place(), e));
            close(channel);
        }
    }

    private void hear(SocketChannel channel, Place place, @Nullable ByteBuffer greeting) throws IOException {
        boolean ended = greeting == null || channel.read(greeting) < 0;
        if (!ended && greeting != null && greeting.hasRemaining()) {
            return;
        }
        if (greeting == null || !Arrays.equals(greeting.array(), TestListeners.banner(place))) {
            wrong.add(new Unreached(place, Cause.OTHER_ANSWERED, "what answers is not the agent of that host"));
        }
        // Neither side keeps the connection in TIME_WAIT: a component may need either port.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    /** What an exception means. */
    static Unreached failed(Place place, IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return new Unreached(place, causeOf(text), text);
    }

    private static Cause causeOf(String text) {
        if (text.contains("refused")) {
            return Cause.REFUSED;
        }
        if (text.contains("timed out")) {
            return Cause.TIMED_OUT;
        }
        boolean noRoute = text.contains("no route") || text.contains("unreachable") || text.contains("host is down");
        return noRoute ? Cause.NO_ROUTE : Cause.FAILED;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
