package dev.muster.agent.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Type of a CQL value, as result metadata spells it, and the way its values become JSON. Addresses, ids, times and blobs
 * become text.
 *
 * @param code of the protocol, section 6 of its specification
 * @param parts types of a collection, a tuple or a user-defined type
 * @param names of the fields of a user-defined type
 */
record CqlType(int code, List<CqlType> parts, List<String> names) {

    private static final int CUSTOM = 0x00;
    private static final int LIST = 0x20;
    private static final int MAP = 0x21;
    private static final int SET = 0x22;
    private static final int USER = 0x30;
    private static final int TUPLE = 0x31;
    private static final int DEPTH_MAX = 8;
    private static final long DATE_OF_EPOCH = 1L << 31;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Reads a type; throws IllegalArgumentException or BufferUnderflowException when it is malformed. */
    static CqlType read(ByteBuffer body, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("types nested too deep");
        }
        int code = body.getShort() & 0xffff;
        List<CqlType> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int count =
                switch (code) {
                    case LIST, SET -> 1;
                    case MAP -> 2;
                    case TUPLE -> body.getShort() & 0xffff;
                    case USER -> userType(body);
                    default -> 0;
                };
        if (code == CUSTOM) {
            CqlRows.string(body);
        }
        for (int i = 0; i < count; i++) {
            if (code == USER) {
                names.add(CqlRows.string(body));
            }
            parts.add(read(body, depth + 1));
        }
        return new CqlType(code, parts, names);
    }

    private static int userType(ByteBuffer body) {
        CqlRows.string(body);
        CqlRows.string(body);
        return body.getShort() & 0xffff;
    }

    /** Reads a value with its length before it. */
    JsonNode value(ByteBuffer body) {
        int length = body.getInt();
        if (length < 0) {
            return JSON.nullNode();
        }
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer value = body.slice(body.position(), length);
        body.position(body.position() + length);
        return decode(value);
    }

    private JsonNode decode(ByteBuffer value) {
        return switch (code) {
            case 0x01, 0x0D -> JSON.textNode(text(value));
            case 0x02, 0x05, 0x12 -> JSON.numberNode(value.getLong());
            case 0x04 -> JSON.booleanNode(value.get() != 0);
            case 0x06 -> JSON.textNode(decimal(value));
            case 0x07 -> JSON.numberNode(value.getDouble());
            case 0x08 -> JSON.numberNode(value.getFloat());
            case 0x09 -> JSON.numberNode(value.getInt());
            case 0x0B -> JSON.textNode(Instant.ofEpochMilli(value.getLong()).toString());
            case 0x0C, 0x0F -> JSON.textNode(new UUID(value.getLong(), value.getLong()).toString());
            case 0x0E -> JSON.textNode(integer(value).toString());
            case 0x10 -> JSON.textNode(address(value));
            case 0x11 ->
                JSON.textNode(LocalDate.ofEpochDay((value.getInt() & 0xffffffffL) - DATE_OF_EPOCH)
                        .toString());
            case 0x13 -> JSON.numberNode(value.getShort());
            case 0x14 -> JSON.numberNode(value.get());
            case LIST, SET -> elements(value);
            case MAP -> entries(value);
            case USER, TUPLE -> fields(value);
            default -> JSON.textNode(HexFormat.of().formatHex(bytes(value)));
        };
    }

    private ArrayNode elements(ByteBuffer value) {
        ArrayNode elements = JSON.arrayNode();
        for (int left = value.getInt(); left > 0; left--) {
            elements.add(parts.get(0).value(value));
        }
        return elements;
    }

    private ObjectNode entries(ByteBuffer value) {
        ObjectNode entries = JSON.objectNode();
        for (int left = value.getInt(); left > 0; left--) {
            String key = DocumentPath.text(parts.get(0).value(value));
            entries.set(key, parts.get(1).value(value));
        }
        return entries;
    }

    private JsonNode fields(ByteBuffer value) {
        ArrayNode tuple = JSON.arrayNode();
        ObjectNode user = JSON.objectNode();
        for (int i = 0; i < parts.size() && value.hasRemaining(); i++) {
            JsonNode field = parts.get(i).value(value);
            if (code == USER) {
                user.set(names.get(i), field);
            } else {
                tuple.add(field);
            }
        }
        return code == USER ? user : tuple;
    }

    private static String decimal(ByteBuffer value) {
        int scale = value.getInt();
        // As written: spelled out, a scale of a billion would fill the memory.
        return new BigDecimal(integer(value), scale).toString();
    }

    private static BigInteger integer(ByteBuffer value) {
        byte[] bytes = bytes(value);
        if (bytes.length == 0 || bytes.length > 1024) {
            throw new IllegalArgumentException("an integer of " + bytes.length + " bytes");
        }
        return new BigInteger(bytes);
    }

    private static String address(ByteBuffer value) {
        try {
            return InetAddress.getByAddress(bytes(value)).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String text(ByteBuffer value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }
}
