package dev.muster.agent.install;

import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes the bytes of one item: writes, counts and hashes them as they come, and stops at the first byte too many.
 *
 * <p>Serves one attempt: whatever an attempt that was given up still writes fails, as its sink is closed. Written by one
 * thread at a time; {@link #received} may be asked by another.
 */
final class BlobSink implements AutoCloseable {

    /** Of an item whose size the plan does not know. */
    static final long BYTES_MAX = 4L << 30;

    private final Item item;
    private final Path part;
    private final FileChannel file;
    private final LongAdder total;
    private final MessageDigest digest = Digests.sha512();
    private final AtomicLong received = new AtomicLong();

    /**
     * @param part new file that the bytes go to
     * @param total counts the bytes of all sinks of an installation
     */
    BlobSink(Item item, Path part, LongAdder total) throws Refusal {
        this.item = item;
        this.part = part;
        this.total = total;
        try {
            this.file = PrivateFiles.create(part);
        } catch (IOException e) {
            throw StoreFailures.of(part, e);
        }
    }

    long received() {
        return received.get();
    }

    /** Most bytes that will be taken. */
    long bytesMax() {
        return item.sizeBytes() > 0 ? item.sizeBytes() : BYTES_MAX;
    }

    /**
     * @throws Refusal.OfOrigin when there are more bytes than there may be
     * @throws Refusal when they cannot be written
     */
    void write(ByteBuffer bytes) throws Refusal {
        int count = bytes.remaining();
        if (received.get() + count > bytesMax()) {
            throw new Refusal.OfOrigin(
                    "DOWNLOAD_TOO_LARGE", item.source() + " goes on behind its " + bytesMax() + " bytes", Digests.HINT);
        }
        digest.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw StoreFailures.of(part, e);
        }
        received.addAndGet(count);
        total.add(count);
    }

    /** The bytes of a failed attempt do not count. */
    void discount() {
        total.add(-received.getAndSet(0));
    }

    /**
     * All bytes are there: makes them durable when they are the right ones.
     *
     * @throws TruncatedException when some are missing
     * @throws Refusal.OfOrigin when they are others
     */
    void finish(Origin origin) throws Refusal, TruncatedException {
        if (item.sizeBytes() > 0 && received.get() < item.sizeBytes()) {
            throw new TruncatedException(received.get(), item.sizeBytes());
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equalsIgnoreCase(item.sha512())) {
            throw Digests.mismatch(origin.toString(), item.sha512(), actual);
        }
        try {
            file.force(true);
        } catch (IOException e) {
            throw StoreFailures.of(part, e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A server ended too early; the next attempt may get all. */
    static final class TruncatedException extends IOException {
        private static final long serialVersionUID = 1;

        TruncatedException(long received, long expected) {
            super("it ended after " + received + " of " + expected + " bytes");
        }
    }
}
