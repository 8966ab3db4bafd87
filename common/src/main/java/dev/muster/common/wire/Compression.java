package dev.muster.common.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip with a limit: what comes out of a store, or from the network, is hostile. */
public final class Compression {

    /** The largest state that is unpacked, in bytes. */
    public static final int UNPACKED_BYTES_MAX = 64 << 20;

    private Compression() {}

    /** Packs {@code bytes}; the same bytes always give the same result. */
    public static byte[] pack(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(Math.max(64, bytes.length / 4));
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return packed.toByteArray();
    }

    /**
     * Unpacks what {@link #pack} made.
     *
     * @throws IOException when it is no gzip, is cut short, or unpacks to more than {@value #UNPACKED_BYTES_MAX} bytes
     */
    public static byte[] unpack(byte[] packed) throws IOException {
        return unpack(new ByteArrayInputStream(packed), UNPACKED_BYTES_MAX);
    }

    /** The same, of at most {@code bytesMax} bytes when it is unpacked. */
    static byte[] unpack(InputStream packed, int bytesMax) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(packed)) {
            byte[] bytes = gzip.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new IOException("unpacks to more than " + bytesMax + " bytes");
            }
            return bytes;
        }
    }
}
