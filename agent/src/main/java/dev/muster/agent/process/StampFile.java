package dev.muster.agent.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.agent.process.DataStamp.Reading;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The stamp in the folder of a component: there wholly or not at all, after a crash at any moment. Never written over. */
final class StampFile {

    static final String NAME = "muster-data.json";

    /** A longer file is not one of ours. */
    private static final int BYTES_MAX = 16 * 1024;

    private static final ObjectMapper JSON = ModelJson.json();

    private final Path folder;
    private final Path path;

    /**
     * @param folder of one component, which need not be there yet
     */
    StampFile(Path folder) {
        this.folder = folder;
        this.path = folder.resolve(NAME);
    }

    Path path() {
        return path;
    }

    /** What is there. The component may write here too, so nothing is followed and nothing is believed. */
    Reading read() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new Reading.None();
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return new Reading.Unreadable("it is not a file");
        }
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                return new Reading.Unreadable("it has more than " + BYTES_MAX + " bytes");
            }
            DataStamp stamp = JSON.readValue(bytes, DataStamp.class);
            return stamp == null ? new Reading.Unreadable("it is empty") : new Reading.Found(stamp);
        } catch (IOException | RuntimeException e) {
            return new Reading.Unreadable(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"));
        }
    }

    /** Stamps a folder that has no stamp; does not return before that would survive a power failure. */
    void writeIfMissing(DataStamp stamp) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path temporary = folder.resolve("." + NAME + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel =
                FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(stamp));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
