package dev.muster.coordinator.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip with a limit: what comes out of a store is as hostile as any other input. */
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
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] bytes = gzip.readNBytes(UNPACKED_BYTES_MAX + 1);
            if (bytes.length > UNPACKED_BYTES_MAX) {
                throw new IOException("unpacks to more than " + UNPACKED_BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }
}
