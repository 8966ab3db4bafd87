package dev.muster.e2e;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Just enough of a CQL client to write a row through one node and read it through another. */
final class Cql {

    private static final int TIMEOUT_MS = 20_000;
    private static final Duration AGREEMENT = Duration.ofSeconds(30);
    private static final int CONSISTENCY_ALL = 0x0005;

    private Cql() {}

    /** Runs a statement at consistency ALL on one node; the raw body of the result, in which values stand as they are. */
    static String run(String host, String statement) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, 9042), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] startup = "\0\1\0\13CQL_VERSION\0\0053.0.0".getBytes(StandardCharsets.ISO_8859_1);
            frame(out, 0x01, startup);
            answer(in);
            byte[] text = statement.getBytes(StandardCharsets.UTF_8);
            byte[] query = new byte[text.length + 7];
            query[2] = (byte) (text.length >> 8);
            query[3] = (byte) text.length;
            System.arraycopy(text, 0, query, 4, text.length);
            query[text.length + 5] = CONSISTENCY_ALL;
            frame(out, 0x07, query);
            return answer(in);
        }
    }

    /** As {@link #run}, again until it works: for a while after a change of the schema the nodes refuse each other's writes. */
    static String runOnceSchemasAgree(String host, String statement) throws IOException {
        long deadlineNs = System.nanoTime() + AGREEMENT.toNanos();
        while (true) {
            try {
                return run(host, statement);
            } catch (IOException e) {
                if (System.nanoTime() > deadlineNs
                        || !String.valueOf(e.getMessage()).contains("INCOMPATIBLE_SCHEMA")) {
                    throw e;
                }
            }
        }
    }

    private static void frame(DataOutputStream out, int opcode, byte[] body) throws IOException {
        out.write(new byte[] {4, 0, 0, 0, (byte) opcode});
        out.writeInt(body.length);
        out.write(body);
        out.flush();
    }

    private static String answer(DataInputStream in) throws IOException {
        in.skipNBytes(4);
        int opcode = in.readUnsignedByte();
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        String text = new String(body, StandardCharsets.ISO_8859_1);
        if (opcode == 0) {
            throw new IOException("CQL error: " + text);
        }
        return text;
    }
}
