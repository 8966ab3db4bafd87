package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.wire.Compression;
import dev.muster.coordinator.core.History;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether a cluster.json can be stored. The coordinator's state is one node of ZooKeeper, of 1,000,000 bytes at most, and a state that does not fit
 * ends the coordinator: so a file is refused that would not fit beside the one in force, and the older revisions that are kept.
 */
final class FileSize {

    /** Of the file in force and the new one together, compressed. Older revisions take at most 400,000 bytes: {@link History}. */
    static final int PACKED_BYTES_MAX = 550_000;

    private FileSize() {}

    /** Why {@code text} is not taken; null when it is. */
    static @Nullable Failure objection(@Nullable History history, String text) {
        String inForce = history == null ? "" : history.current().text();
        int packed = Compression.pack((inForce + text).getBytes(StandardCharsets.UTF_8)).length;
        return packed <= PACKED_BYTES_MAX
                ? null
                : Failure.of(
                        "FILE_TOO_LONG",
                        "the file and the one in force have " + packed + " bytes together when compressed, and at most "
                                + PACKED_BYTES_MAX + " can be stored",
                        "Say with patterns and groups what many hosts have in common, and take long comments out.");
    }
}
