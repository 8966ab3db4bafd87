package dev.muster.rig.world;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A network between agents and a coordinator that knows where a frame ends: it may hold, repeat or swap whole ones. */
public final class FrameProxy implements AutoCloseable {

    private static final int PREAMBLE_BYTES = 8;
    private static final int FRAME_BYTES_MAX = 4 * 1024 * 1024;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Supplier<Road> roads;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** What becomes of the frames of one direction of one connection, in the order in which they are sent. */
    public interface Road {

        /** A frame, or the preamble with the first one; what arrives, and after how many milliseconds. */
        List<Passage> pass(byte[] frame);
    }

    /** A frame that arrives after a while. */
    public record Passage(byte[] frame, long delayMs) {}

    /**
     * Listens.
     *
     * @param roads makes one for each direction of each connection
     */
    public FrameProxy(String address, InetSocketAddress target, Supplier<Road> roads) {
        try {
            this.server = new ServerSocket();
            server.bind(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.target = target;
        this.roads = roads;
        run(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket agent = keep(server.accept());
            Socket coordinator = keep(new Socket());
            run(() -> {
                coordinator.connect(target, 5_000);
                agent.setTcpNoDelay(true);
                coordinator.setTcpNoDelay(true);
                new Way(agent, coordinator, roads.get()).begin();
                new Way(coordinator, agent, roads.get()).begin();
            });
        }
    }

    private Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An end of a connection ends the other one too; that is all that can go wrong here. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // the connection has ended
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "rig-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** One direction. */
    private static final class Way {

        private final Socket from;
        private final Socket to;
        private final Road road;
        private final DelayQueue<Due> due = new DelayQueue<>();
        private final AtomicLong count = new AtomicLong();

        Way(Socket from, Socket to, Road road) {
            this.from = from;
            this.to = to;
            this.road = road;
        }

        void begin() {
            FrameProxy.run(this::read);
            FrameProxy.run(this::write);
        }

        private void read() throws IOException {
            long longestMs = 0;
            try (DataInputStream in = new DataInputStream(from.getInputStream())) {
                byte[] preamble = in.readNBytes(PREAMBLE_BYTES);
                while (true) {
                    int length = in.readInt();
                    if (length < 0 || length > FRAME_BYTES_MAX) {
                        return;
                    }
                    byte[] body = in.readNBytes(length);
                    byte[] frame = ByteBuffer.allocate(preamble.length + Integer.BYTES + length)
                            .put(preamble)
                            .putInt(length)
                            .put(body)
                            .array();
                    preamble = new byte[0];
                    for (Passage passage : road.pass(frame)) {
                        longestMs = Math.max(longestMs, passage.delayMs);
                        add(passage.frame, passage.delayMs);
                    }
                }
            } finally {
                add(new byte[0], longestMs);
            }
        }

        private void add(byte[] frame, long delayMs) {
            due.add(new Due(
                    frame, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs), count.incrementAndGet()));
        }

        private void write() throws IOException, InterruptedException {
            try (OutputStream out = to.getOutputStream()) {
                for (byte[] frame = due.take().frame; frame.length > 0; frame = due.take().frame) {
                    out.write(frame);
                }
            }
        }
    }

    private record Due(byte[] frame, long atNs, long number) implements Delayed {

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Due that = (Due) other;
            return atNs == that.atNs ? Long.compare(number, that.number) : Long.compare(atNs - that.atNs, 0);
        }
    }
}
