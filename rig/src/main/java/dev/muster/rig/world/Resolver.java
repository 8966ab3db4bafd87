package dev.muster.rig.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server that knows one answer for all names, which a row changes, and that can be slow. */
public final class Resolver implements AutoCloseable {

    private static final int PORT = 53;
    private static final int HEADER_BYTES = 12;
    private static final int QUESTION_TAIL_BYTES = 4;
    private static final int TYPE_A = 1;
    private static final int ANSWERED = 0x8180;
    private static final int NO_SUCH_NAME = 0x8183;

    private final DatagramSocket socket;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<String> addresses = List.of();
    private volatile long delayMs;

    public Resolver(String address) {
        try {
            socket = new DatagramSocket(PORT, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "rig-resolver");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on every name has these addresses; without any there is no such name. */
    public void answers(String... all) {
        addresses = List.of(all);
    }

    /** From now on it thinks for so long. */
    public void thinks(long milliseconds) {
        delayMs = milliseconds;
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                asked.incrementAndGet();
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                later.schedule(
                        () -> {
                            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                            return null;
                        },
                        delayMs,
                        TimeUnit.MILLISECONDS);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** The question again, and the addresses when they are what it is about. */
    private byte[] answer(byte[] query) throws IOException {
        int end = HEADER_BYTES;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        int type = ByteBuffer.wrap(query).getShort(end + 1);
        List<String> all = addresses;
        List<String> told = type == TYPE_A ? all : List.of();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .putShort(ByteBuffer.wrap(query).getShort(0))
                .putShort((short) (all.isEmpty() ? NO_SUCH_NAME : ANSWERED))
                .putShort((short) 1)
                .putShort((short) told.size());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header.array());
        out.write(query, HEADER_BYTES, end + 1 + QUESTION_TAIL_BYTES - HEADER_BYTES);
        for (String each : told) {
            // The name is the one at byte 12; type A, class IN, kept for no time, four bytes.
            out.write(new byte[] {(byte) 0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4});
            out.write(InetAddress.getByName(each).getAddress());
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
        later.shutdownNow();
    }
}
