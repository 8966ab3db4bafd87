package dev.muster.agent.probe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The body of a RESULT frame of the native protocol, version 4, as an array with one object a row. */
final class CqlRows {

    private static final int COMPRESSED = 0x01;
    private static final int TRACED = 0x02;
    private static final int PAYLOAD = 0x04;
    private static final int WARNED = 0x08;

    private static final int KIND_ROWS = 2;
    private static final int ONE_TABLE = 0x01;
    private static final int MORE_PAGES = 0x02;
    private static final int NO_METADATA = 0x04;
    private static final int COLUMNS_MAX = 1_000;

    private CqlRows() {}

    private record Column(String name, CqlType type) {}

    /**
     * The rows; none for a result of another kind.
     *
     * @param flags of the frame's header
     * @throws IOException when the body is malformed; nothing else is thrown, whatever it holds
     */
    static ArrayNode decode(int flags, ByteBuffer body) throws IOException {
        try {
            skipPreamble(flags, body);
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            if (body.getInt() != KIND_ROWS) {
                return rows;
            }
            List<Column> columns = columns(body);
            int count = body.getInt();
            if (count < 0 || (columns.isEmpty() && count > 0)) {
                throw new IOException("malformed CQL result: " + count + " rows of " + columns.size() + " columns");
            }
            for (int i = 0; i < count; i++) {
                ObjectNode row = rows.addObject();
                for (Column column : columns) {
                    row.set(column.name, column.type.value(body));
                }
            }
            return rows;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("malformed CQL result", e);
        }
    }

    /** The body of an ERROR frame, for people. */
    static String decodeError(int flags, ByteBuffer body) throws IOException {
        try {
            skipPreamble(flags, body);
            return String.format("0x%04x: ", body.getInt()) + string(body);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("malformed CQL error", e);
        }
    }

    private static void skipPreamble(int flags, ByteBuffer body) throws IOException {
        if ((flags & COMPRESSED) != 0) {
            throw new IOException("compressed, which was not agreed on");
        }
        if ((flags & TRACED) != 0) {
            skip(body, 16);
        }
        if ((flags & WARNED) != 0) {
            for (int left = body.getShort() & 0xffff; left > 0; left--) {
                string(body);
            }
        }
        if ((flags & PAYLOAD) != 0) {
            for (int left = body.getShort() & 0xffff; left > 0; left--) {
                string(body);
                skip(body, Math.max(0, body.getInt()));
            }
        }
    }

    private static List<Column> columns(ByteBuffer body) throws IOException {
        int flags = body.getInt();
        int count = body.getInt();
        if (count < 0 || count > COLUMNS_MAX || (flags & NO_METADATA) != 0) {
            throw new IOException("malformed CQL result: " + count + " columns, flags " + flags);
        }
        if ((flags & MORE_PAGES) != 0) {
            skip(body, Math.max(0, body.getInt()));
        }
        boolean oneTable = (flags & ONE_TABLE) != 0;
        if (oneTable) {
            string(body);
            string(body);
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!oneTable) {
                string(body);
                string(body);
            }
            columns.add(new Column(string(body), CqlType.read(body, 0)));
        }
        return columns;
    }

    static String string(ByteBuffer body) {
        byte[] bytes = new byte[Math.min(body.getShort() & 0xffff, body.remaining() + 1)];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer body, int bytes) {
        if (bytes > body.remaining()) {
            throw new BufferUnderflowException();
        }
        body.position(body.position() + bytes);
    }
}
