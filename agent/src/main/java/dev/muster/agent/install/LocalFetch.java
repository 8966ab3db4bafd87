package dev.muster.agent.install;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/** Fetches one file of this machine into a sink. It is believed no more than a server. */
final class LocalFetch {

    private static final int BUFFER_BYTES = 1 << 16;

    private LocalFetch() {}

    static void fetch(Origin.LocalFile origin, BlobSink sink, AtomicBoolean canceled) throws Refusal, IOException {
        Path file = origin.path();
        if (!Files.isRegularFile(file)) { // a device or a pipe would never end
            throw notThere(file);
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (in.read(buffer) >= 0) {
                if (canceled.get()) {
                    throw Downloads.canceled();
                }
                sink.write(buffer.flip());
                buffer.clear();
            }
        } catch (NoSuchFileException e) {
            throw notThere(file);
        }
    }

    private static Refusal.OfOrigin notThere(Path file) {
        return new Refusal.OfOrigin(
                "ARTIFACT_NOT_FOUND", file + " is not there", "put it there, or name another source");
    }
}
