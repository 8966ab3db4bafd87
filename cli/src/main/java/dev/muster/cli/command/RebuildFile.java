package dev.muster.cli.command;

import dev.muster.agent.journal.CopyDocument;
import dev.muster.common.model.message.DefinitionCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What {@code export --local --rebuild} has written, and {@code start --rebuild} reads. */
public final class RebuildFile {

    /** A longer one is none of ours. */
    private static final long BYTES_MAX = 16 << 20;

    private RebuildFile() {}

    /** The copy of the definition in {@code file}. */
    public static DefinitionCopy read(Path file) throws CommandFailure {
        if (!Files.exists(file)) {
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "NO_FILE",
                    "there is no file \"" + file + "\"",
                    "On a host of the cluster: muster export --local --rebuild -o copy.json");
        }
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("it is longer than " + BYTES_MAX + " bytes");
            }
            return CopyDocument.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "NO_DEFINITION_COPY",
                    file + " is no host's copy of a definition: " + e.getMessage(),
                    "On a host of the cluster: muster export --local --rebuild -o copy.json");
        }
    }

    /** Makes the cluster.json of a machine that has none from the copy. One that is there is left as it is. */
    static void restore(DefinitionCopy copy, Path clusterFile, PrintWriter err) throws CommandFailure {
        if (Files.exists(clusterFile)) {
            return;
        }
        try {
            write(clusterFile, copy.current().text().getBytes(StandardCharsets.UTF_8));
            err.println(clusterFile + " is written: revision " + copy.current().number() + " of the copy of "
                    + copy.host());
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "FILE_UNWRITABLE", clusterFile + " cannot be written: " + e, "See its folder.");
        }
    }

    /** For its owner alone: nobody knows what the file has in it. */
    static void write(Path file, byte[] bytes) throws IOException {
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
