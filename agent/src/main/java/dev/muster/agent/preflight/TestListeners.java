package dev.muster.agent.preflight;

import dev.muster.common.model.Place;
import dev.muster.common.model.plan.LaunchPlan.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for a short time where components of this host will listen, so that other hosts find out before a start whether they reach
 * them. Whoever connects is told the name of the place. Thread-safe.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>Nothing is listened on any more when {@link #release} returns, and nothing is begun by who asked before it.
 *   <li>It ends by itself when the lease ends.
 *   <li>It leaves no connection behind that keeps a port from a component: the other side closes first, or is reset.
 * </ol>
 */
public final class TestListeners implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TestListeners.class);

    /** As many hosts as may try one host at a time. */
    private static final int BACKLOG = 1_024;

    private static final int CONNECTIONS_MAX = 4_096;
    private static final long LEASE_MS_MAX = 60_000;
    private static final int PLACES_MAX = 256;
    private static final String BANNER = "muster preflight ";

    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong releases = new AtomicLong();
    private @Nullable Round round;

    /** @param executor for one task at a time, which blocks as long as a round goes on */
    public TestListeners(Executor executor) {
        this.executor = executor;
    }

    /** What whoever connects to a place is told, and nothing else. */
    static byte[] banner(Place place) {
        return (BANNER + place.component() + " " + place.port() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** How often all has been let go so far: to be asked before it is found out what is free. */
    public long releases() {
        return releases.get();
    }

    /**
     * Listens at these places and no others.
     *
     * @param seen {@link #releases} before it was found out that they are free; when it is another now, nothing is listened on
     * @param leaseMs after which it ends
     * @return where it does listen; what cannot be taken is left out
     */
    public List<Place> listen(long seen, List<Place> places, long leaseMs) {
        lock.lock();
        try {
            endRound();
            if (seen != releases.get() || places.isEmpty()) {
                return List.of();
            }
            Round next =
                    Round.open(places.subList(0, Math.min(places.size(), PLACES_MAX)), Math.min(leaseMs, LEASE_MS_MAX));
            round = next;
            executor.execute(next::serve);
            return next.places();
        } catch (IOException e) {
            log.warn("cannot listen for the preflight", e);
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all of it (rule 1). Blocks for a moment. */
    public void release() {
        lock.lock();
        try {
            releases.incrementAndGet();
            endRound();
        } finally {
            lock.unlock();
        }
    }

    private void endRound() {
        Round last = round;
        round = null;
        if (last != null) {
            last.end();
        }
    }

    /** Whether it is this that holds a port. */
    public boolean holds(Port port) {
        lock.lock();
        try {
            Round now = round;
            return now != null
                    && now.isOpen()
                    && now.places().stream()
                            .anyMatch(place -> place.port() == port.number()
                                    && place.address().equals(port.address()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        release();
    }

    /** One time of listening. Its sockets belong to the one thread that serves it. */
    private static final class Round {
        private final Selector selector;
        private final List<Place> places = new ArrayList<>();
        private final long untilNs;
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        private volatile boolean ending;

        private Round(Selector selector, long leaseMs) {
            this.selector = selector;
            this.untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leaseMs);
        }

        static Round open(List<Place> wanted, long leaseMs) throws IOException {
            Round round = new Round(Selector.open(), leaseMs);
            for (Place place : wanted) {
                if (round.bind(place)) {
                    round.places.add(place);
                }
            }
            return round;
        }

        private boolean bind(Place place) throws IOException {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                // As a component in Java does, and the check of the port: what an earlier run left in TIME_WAIT does
                // not matter.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(InetAddress.getByName(place.address()), place.port()), BACKLOG);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_ACCEPT, place);
                return true;
            } catch (IOException e) {
                log.info(
                        "not listened on for the preflight: {} port {}: {}",
                        place.address(),
                        place.port(),
                        e.getMessage());
                channel.close();
                return false;
            }
        }

        List<Place> places() {
            return List.copyOf(places);
        }

        boolean isOpen() {
            return !ended.isDone();
        }

        void serve() {
            try {
                while (!ending) {
                    long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime());
                    if (leftMs <= 0) {
                        break;
                    }
                    selector.select(this::serve, leftMs);
                }
            } catch (IOException e) {
                log.warn("listening for the preflight has failed", e);
            } finally {
                closeAll();
                ended.complete(true);
            }
        }

        private void serve(SelectionKey key) {
            try {
                if (key.isAcceptable()) {
                    accept((ServerSocketChannel) key.channel(), (Place) key.attachment());
                } else if (((SocketChannel) key.channel()).read(ByteBuffer.allocate(64)) < 0) {
                    key.channel().close(); // it has closed first, as it should
                }
            } catch (IOException e) {
                if (!(key.channel() instanceof ServerSocketChannel)) {
                    reset(key);
                }
            }
        }

        private void accept(ServerSocketChannel listening, Place place) throws IOException {
            SocketChannel connection = listening.accept();
            if (connection == null) {
                return;
            }
            connection.setOption(StandardSocketOptions.SO_LINGER, 0); // rule 3, if we must close first
            if (selector.keys().size() > CONNECTIONS_MAX) {
                connection.close();
                return;
            }
            connection.configureBlocking(false);
            connection.write(ByteBuffer.wrap(banner(place))); // it fits into an empty buffer
            connection.register(selector, SelectionKey.OP_READ, place);
        }

        private static void reset(SelectionKey key) {
            try {
                key.channel().close();
            } catch (IOException e) {
                log.debug("cannot close", e);
            }
        }

        private void closeAll() {
            selector.keys().forEach(Round::reset);
            try {
                selector.close(); // only now are the sockets gone that it had
            } catch (IOException e) {
                log.warn("cannot let the ports of the preflight go", e);
            }
        }

        void end() {
            ending = true;
            selector.wakeup();
            ended.join();
        }
    }
}
