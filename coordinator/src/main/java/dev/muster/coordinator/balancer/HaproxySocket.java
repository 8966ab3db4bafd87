package dev.muster.coordinator.balancer;

import dev.muster.common.engine.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One question to HAProxy's runtime API: a command, its answer up to the end of the connection. Over a UNIX socket or TCP, and never
 * for longer than its time.
 */
final class HaproxySocket {

    /** Thousands of servers fit. */
    static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

    private final String socket;
    private final long timeoutMs;
    private final Clock clock;

    /**
     * @param socket a path, or {@code host:port}; an IPv6 address stands in brackets
     * @param timeoutMs of one question
     */
    HaproxySocket(String socket, long timeoutMs, Clock clock) {
        this.socket = socket;
        this.timeoutMs = timeoutMs;
        this.clock = clock;
    }

    /** @throws IOException when it cannot be asked, or does not answer in time */
    String ask(String command) throws IOException {
        long endMs = clock.nowMs() + timeoutMs;
        SocketAddress address = address();
        try (SocketChannel channel = address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            if (!channel.connect(address)) {
                do {
                    await(selector, key, SelectionKey.OP_CONNECT, endMs);
                } while (!channel.finishConnect());
            }
            ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                await(selector, key, SelectionKey.OP_WRITE, endMs);
                channel.write(out);
            }
            return answer(channel, selector, key, endMs);
        }
    }

    private String answer(SocketChannel channel, Selector selector, SelectionKey key, long endMs) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        while (true) {
            await(selector, key, SelectionKey.OP_READ, endMs);
            int read = channel.read(in.clear());
            if (read < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.write(in.array(), 0, read);
            if (answer.size() > ANSWER_BYTES_MAX) {
                throw new IOException("it answers with more than " + ANSWER_BYTES_MAX + " bytes");
            }
        }
    }

    private void await(Selector selector, SelectionKey key, int what, long endMs) throws IOException {
        key.interestOps(what);
        long leftMs = endMs - clock.nowMs();
        if (leftMs <= 0 || selector.select(leftMs) == 0 && clock.nowMs() >= endMs) {
            throw new SocketTimeoutException("no answer in " + timeoutMs + " ms");
        }
        selector.selectedKeys().clear();
    }

    private SocketAddress address() throws IOException {
        if (socket.startsWith("/")) {
            return UnixDomainSocketAddress.of(socket);
        }
        int colon = socket.lastIndexOf(':');
        String host = socket.substring(0, colon);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(InetAddress.getByName(bare), Integer.parseInt(socket.substring(colon + 1)));
    }
}
