package dev.muster.agent.install;

import dev.muster.agent.install.ArchiveEntryInfo.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unpacks a checked archive into a directory that nobody else can reach yet.
 *
 * <p>Links come last and files are only ever created anew, so nothing is written through a link. Owners, times, and
 * set-user bits are not restored; whether a file can be run is.
 */
final class ArchiveUnpacking {

    private final Path root;
    private final int strip;
    private final ArchiveLimits limits;
    private final long packedBytes;
    private final List<Link> links = new ArrayList<>();
    private long unpackedBytes;

    private record Link(Path path, String target) {}

    private ArchiveUnpacking(Path root, int strip, ArchiveLimits limits, long packedBytes) {
        this.root = root;
        this.strip = strip;
        this.limits = limits;
        this.packedBytes = packedBytes;
    }

    /**
     * Checks the archive, then unpacks it.
     *
     * @param root an existing directory; what it holds already is never replaced
     * @throws ArchiveRefusedException before anything was written when the archive is not one to unpack
     */
    static void unpack(Path archive, Path root, int strip, ArchiveLimits limits) throws IOException {
        ArchiveCheck.check(archive, strip, limits);
        ArchiveUnpacking unpacking = new ArchiveUnpacking(root, strip, limits, Files.size(archive));
        ArchiveReader.visit(archive, unpacking::visit);
        for (Link link : unpacking.links) {
            Files.createSymbolicLink(link.path(), Path.of(link.target()));
        }
    }

    private void visit(ArchiveEntryInfo entry, InputStream content) throws IOException {
        Optional<ArchivePath> path = ArchiveCheck.stripped(entry.name(), strip, limits);
        if (path.isEmpty()) {
            return;
        }
        Path target = root.resolve(path.get().text());
        PrivateFiles.makeFolders(
                root,
                entry.kind() == Kind.DIRECTORY ? path.get().parts() : path.get().folder());
        switch (entry.kind()) {
            case FILE -> write(target, entry, content);
            case SYMBOLIC_LINK -> links.add(new Link(target, entry.target()));
            case HARD_LINK -> {
                Path existing = root.resolve(ArchiveCheck.stripped(entry.target(), strip, limits)
                        .orElseThrow()
                        .text());
                Files.createLink(target, existing);
            }
            case DIRECTORY, OTHER -> {}
        }
    }

    private void write(Path target, ArchiveEntryInfo entry, InputStream content) throws IOException {
        try (FileChannel out = PrivateFiles.create(target)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                unpackedBytes += read;
                limits.checkSize(unpackedBytes, packedBytes);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(target, entry.executable() ? PrivateFiles.PROGRAM : PrivateFiles.FILE);
    }
}
