package dev.muster.common.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Heartbeat;
import dev.muster.common.wire.DecodeException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Messages to frames and back. A frame is the length of what follows as an unsigned 32-bit number, one byte for the type of
 * the message, and the message in CBOR. A heartbeat is fixed: eight bytes of its number; a definition is packed with gzip, because it has
 * two files in it, each as long as a frame may be. Thread-safe.
 */
public final class Codec {

    /** Longest frame, without its length field. */
    public static final int FRAME_BYTES_MAX = 4 * 1024 * 1024;

    /** Bytes of the length field. */
    public static final int LENGTH_BYTES = 4;

    private static final int TYPE_BYTES = 1;
    private static final int TYPICAL_BYTES = 512;

    private final Map<MessageType, ObjectReader> readers = new EnumMap<>(MessageType.class);
    private final Map<MessageType, ObjectWriter> writers = new EnumMap<>(MessageType.class);

    public Codec() {
        ObjectMapper mapper = ModelJson.cbor();
        for (MessageType type : MessageType.values()) {
            readers.put(type, mapper.readerFor(type.messageClass()));
            writers.put(type, mapper.writerFor(type.messageClass()));
        }
    }

    /**
     * The whole frame, its length included.
     *
     * @throws IllegalArgumentException when the message does not fit a frame: its sender must have bounded it
     */
    public byte[] encode(Message message) {
        MessageType type = MessageType.of(message);
        if (message instanceof Heartbeat heartbeat) {
            return heartbeat(heartbeat);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
        out.writeBytes(new byte[LENGTH_BYTES]);
        out.write(type.number());
        try {
            if (type.isPacked()) {
                out.writeBytes(Compression.pack(writerOf(type).writeValueAsBytes(message)));
            } else {
                writerOf(type).writeValue(out, message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + type, e);
        }
        byte[] frame = out.toByteArray();
        int length = frame.length - LENGTH_BYTES;
        if (length > FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    type + " of " + length + " bytes does not fit a frame of at most " + FRAME_BYTES_MAX);
        }
        ByteBuffer.wrap(frame).putInt(length);
        return frame;
    }

    /** As {@link #decode}, on the coordinator's side. */
    public Message.FromAgent decodeFromAgent(byte[] body) throws DecodeException {
        if (decode(body) instanceof Message.FromAgent message) {
            return message;
        }
        throw new DecodeException(Reason.WRONG_DIRECTION, "an agent does not send " + typeOf(body));
    }

    /** As {@link #decode}, on the agent's side. */
    public Message.FromCoordinator decodeFromCoordinator(byte[] body) throws DecodeException {
        if (decode(body) instanceof Message.FromCoordinator message) {
            return message;
        }
        throw new DecodeException(Reason.WRONG_DIRECTION, "a coordinator does not send " + typeOf(body));
    }

    /**
     * The message of one frame.
     *
     * @param body the frame without its length field
     */
    Message decode(byte[] body) throws DecodeException {
        MessageType type = typeOf(body);
        if (type == MessageType.HEARTBEAT) {
            return readHeartbeat(body);
        }
        try {
            Message message = type.isPacked()
                    ? readerOf(type).readValue(unpacked(body))
                    : readerOf(type).readValue(body, TYPE_BYTES, body.length - TYPE_BYTES);
            if (message == null) {
                throw new DecodeException(Reason.MALFORMED, type + " is null");
            }
            return message;
        } catch (IOException e) {
            throw new DecodeException(Reason.MALFORMED, type + " is malformed: " + e.getMessage(), e);
        }
    }

    private static byte[] unpacked(byte[] body) throws IOException {
        return Compression.unpack(
                new ByteArrayInputStream(body, TYPE_BYTES, body.length - TYPE_BYTES), ModelJson.DOCUMENT_BYTES_MAX);
    }

    private static MessageType typeOf(byte[] body) throws DecodeException {
        if (body.length == 0) {
            throw new DecodeException(Reason.EMPTY_FRAME, "a frame without a type");
        }
        if (body.length > FRAME_BYTES_MAX) {
            throw new DecodeException(Reason.OVERSIZED_FRAME, "a frame of " + body.length + " bytes");
        }
        int number = Byte.toUnsignedInt(body[0]);
        return MessageType.numbered(number)
                .orElseThrow(() -> new DecodeException(Reason.UNKNOWN_TYPE, "no message has the number " + number));
    }

    private static byte[] heartbeat(Heartbeat heartbeat) {
        return ByteBuffer.allocate(LENGTH_BYTES + TYPE_BYTES + Long.BYTES)
                .putInt(TYPE_BYTES + Long.BYTES)
                .put((byte) MessageType.HEARTBEAT.number())
                .putLong(heartbeat.sequence())
                .array();
    }

    private static Heartbeat readHeartbeat(byte[] body) throws DecodeException {
        if (body.length != TYPE_BYTES + Long.BYTES) {
            throw new DecodeException(Reason.MALFORMED, "a heartbeat of " + body.length + " bytes");
        }
        return new Heartbeat(ByteBuffer.wrap(body).getLong(TYPE_BYTES));
    }

    private ObjectReader readerOf(MessageType type) {
        return Objects.requireNonNull(readers.get(type));
    }

    private ObjectWriter writerOf(MessageType type) {
        return Objects.requireNonNull(writers.get(type));
    }
}
