package dev.muster.agent.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One query over version 4 of the native protocol of Cassandra: STARTUP, then QUERY. No driver, which would want to know the
 * whole cluster, when one node's own word is what is asked for.
 */
final class CqlQuestion {

    private static final byte REQUEST_V4 = 0x04;
    private static final byte RESPONSE_V4 = (byte) 0x84;
    private static final int HEADER_BYTES = 9;
    private static final int ERROR = 0x00;
    private static final int STARTUP = 0x01;
    private static final int READY = 0x02;
    private static final int AUTHENTICATE = 0x03;
    private static final int QUERY = 0x07;
    private static final int RESULT = 0x08;
    private static final short CONSISTENCY_ONE = 1;

    private final Socket socket;
    private final Deadline deadline;

    private CqlQuestion(Socket socket, Deadline deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    private record Frame(int opcode, int flags, ByteBuffer body) {}

    static Answer ask(String host, int port, String query, Deadline deadline) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), deadline.leftMs());
            socket.setTcpNoDelay(true);
            return new CqlQuestion(socket, deadline).ask(query);
        }
    }

    private Answer ask(String query) throws IOException {
        ByteBuffer startup = ByteBuffer.allocate(64).putShort((short) 1);
        putString(startup, "CQL_VERSION");
        putString(startup, "3.0.0");
        Frame greeting = exchange(STARTUP, startup);
        if (greeting.opcode == AUTHENTICATE) {
            return new Answer.Missing("CQL asks for a password");
        }
        if (greeting.opcode != READY) {
            return refused(greeting);
        }
        byte[] text = query.getBytes(StandardCharsets.UTF_8);
        ByteBuffer question = ByteBuffer.allocate(text.length + 7)
                .putInt(text.length)
                .put(text)
                .putShort(CONSISTENCY_ONE)
                .put((byte) 0);
        Frame result = exchange(QUERY, question);
        if (result.opcode != RESULT) {
            return refused(result);
        }
        ArrayNode rows = CqlRows.decode(result.flags, result.body);
        return new Answer.Given(rows, rows.size() + " rows" + first(rows));
    }

    private static String first(ArrayNode rows) {
        JsonNode first = rows.get(0);
        return first == null ? "" : ": " + first;
    }

    private static Answer refused(Frame frame) throws IOException {
        if (frame.opcode != ERROR) {
            throw new IOException("CQL answers with opcode " + frame.opcode);
        }
        return new Answer.Missing("CQL error " + CqlRows.decodeError(frame.flags, frame.body));
    }

    private Frame exchange(int opcode, ByteBuffer body) throws IOException {
        body.flip();
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + body.remaining())
                .put(REQUEST_V4)
                .put((byte) 0)
                .putShort((short) 0)
                .put((byte) opcode)
                .putInt(body.remaining())
                .put(body);
        socket.getOutputStream().write(frame.array());
        ByteBuffer header = read(HEADER_BYTES);
        byte version = header.get();
        if (version != RESPONSE_V4) {
            throw new IOException("CQL answers in protocol " + (version & 0x7f) + ", not 4");
        }
        int flags = header.get();
        header.getShort();
        int answered = header.get();
        int length = header.getInt();
        if (length < 0 || length > Answer.BYTES_MAX) {
            throw new IOException("CQL answers with a frame of " + length + " bytes");
        }
        return new Frame(answered, flags, read(length));
    }

    private ByteBuffer read(int length) throws IOException {
        byte[] bytes = new byte[length];
        InputStream in = socket.getInputStream();
        int read = 0;
        while (read < length) {
            socket.setSoTimeout(deadline.leftMs());
            int n = in.read(bytes, read, length - read);
            if (n < 0) {
                throw new EOFException("CQL connection closed in the middle of an answer");
            }
            read += n;
        }
        return ByteBuffer.wrap(bytes);
    }

    private static void putString(ByteBuffer buffer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.putShort((short) bytes.length).put(bytes);
    }
}
