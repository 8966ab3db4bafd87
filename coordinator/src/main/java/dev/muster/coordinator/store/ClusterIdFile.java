package dev.muster.coordinator.store;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The local copy of what is known of the cluster: {@code DIR/coordinator/cluster-id}, three lines, always wholly old or wholly new. */
public final class ClusterIdFile {

    /** Its name. */
    public static final String NAME = "cluster-id";

    private static final int BYTES_MAX = 1024;

    /** Without the third line in files of coordinators that did not know the version. */
    private static final Pattern SYNTAX =
            Pattern.compile("([0-9A-Za-z-]{1,64})\nepoch ([0-9]{1,18})\n(?:version ([0-9]{1,9})\n)?");

    private final Path file;

    /** The file in {@code directory}, which is made when the file is first written. */
    public ClusterIdFile(Path directory) {
        this.file = directory.resolve(NAME);
    }

    /**
     * What it says; empty when there is none.
     *
     * @throws IOException when there is one that cannot be understood: unreadable is not empty
     */
    public Optional<KnownCluster> read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " is not a cluster's id: it has more than " + BYTES_MAX + " bytes");
        }
        Matcher text = SYNTAX.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!text.matches()) {
            throw new IOException(file + " is not a cluster's id");
        }
        return Optional.of(new KnownCluster(
                new ClusterId(text.group(1)),
                new Epoch(Long.parseLong(text.group(2))),
                text.group(3) == null ? 0 : Integer.parseInt(text.group(3))));
    }

    /** Replaces it; on the disk when this returns. */
    public void write(KnownCluster known) throws IOException {
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = directory.resolve(NAME + ".new");
        String text = known.id() + "\nepoch " + known.epoch() + "\nversion " + known.stateVersion() + "\n";
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
