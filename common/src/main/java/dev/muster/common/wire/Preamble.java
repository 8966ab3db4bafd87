package dev.muster.common.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first eight bytes that each side sends: {@code MUSTER} and the version of the framing as an unsigned 16-bit number.
 * They tell a Muster peer from a browser, a TLS handshake or a port scanner before anything else is believed.
 */
public final class Preamble {

    /** How many bytes it has. */
    public static final int BYTES = 8;

    /** Version of the framing: what a frame is. Messages have their own version, see {@link Protocol}. */
    public static final int FRAMING_VERSION = 1;

    private static final byte[] MAGIC = "MUSTER".getBytes(StandardCharsets.US_ASCII);

    private Preamble() {}

    /** The preamble that this program sends. */
    public static byte[] bytes() {
        byte[] bytes = Arrays.copyOf(MAGIC, BYTES);
        bytes[BYTES - 2] = (byte) (FRAMING_VERSION >> Byte.SIZE);
        bytes[BYTES - 1] = (byte) FRAMING_VERSION;
        return bytes;
    }

    /** What {@code bytes}, of which there are {@value #BYTES}, say about who sent them. */
    public static Verdict judge(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a preamble has " + BYTES + " bytes, not " + bytes.length);
        }
        if (!startsLikeMuster(bytes, MAGIC.length)) {
            return Verdict.FOREIGN;
        }
        int version = Byte.toUnsignedInt(bytes[BYTES - 2]) << Byte.SIZE | Byte.toUnsignedInt(bytes[BYTES - 1]);
        return version == FRAMING_VERSION ? Verdict.OURS : Verdict.OTHER_VERSION;
    }

    /** Whether the first {@code count} bytes could begin a preamble: a foreign peer is known by its first byte already. */
    public static boolean startsLikeMuster(byte[] bytes, int count) {
        int compared = Math.min(count, MAGIC.length);
        return Arrays.equals(bytes, 0, compared, MAGIC, 0, compared);
    }

    /** Who is at the other end. */
    public enum Verdict {
        /** A Muster that frames as we do. */
        OURS,
        /** A Muster that frames otherwise. */
        OTHER_VERSION,
        /** Something else. */
        FOREIGN
    }
}
