package dev.muster.coordinator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Many sockets in one thread, each from an address of its own, each of which says one byte now and then. */
final class SlowClients implements AutoCloseable {

    private final Selector selector;
    private final List<SocketChannel> open = new ArrayList<>();
    private final byte[] text;
    private int said;

    /** @param text that every client says, byte for byte, and then begins again with its last byte */
    SlowClients(byte[] text) throws IOException {
        this.selector = Selector.open();
        this.text = text;
    }

    /** Connects {@code count} more; the i-th from the address {@code prefix.i/250.i%250+1}. */
    void connect(String prefix, int count, InetSocketAddress to) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.bind(new InetSocketAddress(InetAddress.getByName(prefix + "." + i / 250 + "." + (i % 250 + 1)), 0));
            channel.configureBlocking(false);
            channel.connect(to);
            channel.register(selector, SelectionKey.OP_CONNECT);
            open.add(channel);
        }
    }

    /** One byte more from each that still stands; those that the server has closed are forgotten. */
    void say() throws IOException {
        ByteBuffer sink = ByteBuffer.allocate(4096);
        byte next = text[Math.min(said++, text.length - 1)];
        selector.selectNow(SlowClients::finishConnecting);
        for (SocketChannel channel : List.copyOf(open)) {
            try {
                if (channel.isConnected()) {
                    sink.clear();
                    if (channel.read(sink) < 0) {
                        throw new IOException("closed by the server");
                    }
                    channel.write(ByteBuffer.wrap(new byte[] {next}));
                }
            } catch (IOException e) {
                channel.close();
                open.remove(channel);
            }
        }
    }

    private static void finishConnecting(SelectionKey key) {
        try {
            ((SocketChannel) key.channel()).finishConnect();
            key.cancel();
        } catch (IOException e) {
            key.cancel();
        }
    }

    int standing() {
        return (int) open.stream().filter(SocketChannel::isConnected).count();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
        selector.close();
    }
}
