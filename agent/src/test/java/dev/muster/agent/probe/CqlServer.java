package dev.muster.agent.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** As much of a CQL server as a probe sees: answers STARTUP with one frame and QUERY with another. */
final class CqlServer implements AutoCloseable {

    record Reply(int opcode, byte[] body) {}

    static final Reply READY = new Reply(0x02, new byte[0]);

    final AtomicReference<String> query = new AtomicReference<>("");
    private final ServerSocket server;
    private final Reply toStartup;
    private final Reply toQuery;

    CqlServer(Reply toStartup, Reply toQuery) throws IOException {
        this.server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        this.toStartup = toStartup;
        this.toQuery = toQuery;
        Thread thread = new Thread(this::serve, "cql-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                answer(in, out);
                answer(in, out);
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        in.readInt();
        int opcode = in.readUnsignedByte();
        byte[] body = in.readNBytes(in.readInt());
        Reply reply = opcode == 0x01 ? toStartup : toQuery;
        if (opcode == 0x07) {
            query.set(new String(body, 4, body.length - 7, StandardCharsets.UTF_8));
        }
        out.write(new byte[] {(byte) 0x84, 0, 0, 0, (byte) reply.opcode});
        out.writeInt(reply.body.length);
        out.write(reply.body);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /** A result of one row with a column of each kind that Cassandra's system tables have. */
    static Reply systemRow() {
        return new Reply(0x08, bytes(out -> {
            out.writeInt(2);
            out.writeInt(1);
            out.writeInt(7);
            string(out, "system");
            string(out, "local");
            column(out, "bootstrapped", 0x0D);
            column(out, "gossip_generation", 0x09);
            column(out, "broadcast_address", 0x10);
            column(out, "schema_version", 0x0C);
            column(out, "truncated_at", 0x21, 0x0D, 0x0B);
            column(out, "tokens", 0x22, 0x0D);
            column(out, "rack", 0x0D);
            out.writeInt(1);
            value(out, "COMPLETED".getBytes(StandardCharsets.UTF_8));
            value(out, bytes(v -> v.writeInt(42)));
            value(out, new byte[] {127, 0, 0, 2});
            value(out, bytes(v -> {
                v.writeLong(1);
                v.writeLong(2);
            }));
            value(out, bytes(v -> {
                v.writeInt(1);
                value(v, "k".getBytes(StandardCharsets.UTF_8));
                value(v, bytes(t -> t.writeLong(0)));
            }));
            value(out, bytes(v -> {
                v.writeInt(2);
                value(v, "-1".getBytes(StandardCharsets.UTF_8));
                value(v, "5".getBytes(StandardCharsets.UTF_8));
            }));
            out.writeInt(-1);
        }));
    }

    private static void column(DataOutputStream out, String name, int... type) throws IOException {
        string(out, name);
        for (int code : type) {
            out.writeShort(code);
        }
    }

    private static void value(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }
}
