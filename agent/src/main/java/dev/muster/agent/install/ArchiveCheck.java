package dev.muster.agent.install;

import dev.muster.agent.install.ArchiveEntryInfo.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a whole archive before anything is written, and refuses it as a whole.
 *
 * <p>Safety rules: (1) no path leads out of the root; (2) no entry lies below a link, so that nothing is ever written
 * through one; (3) links stay inside; (4) no path comes twice, in whatever kind; (5) sizes are counted as they are read,
 * not as they are declared; (6) only files, folders and links.
 */
final class ArchiveCheck {

    private final ArchiveLimits limits;
    private final int strip;
    private final long packedBytes;
    private final Map<String, Kind> kinds = new HashMap<>();
    private long unpackedBytes;
    private int entries;

    private ArchiveCheck(ArchiveLimits limits, int strip, long packedBytes) {
        this.limits = limits;
        this.strip = strip;
        this.packedBytes = packedBytes;
    }

    /** @param strip leading parts that are taken off each path; entries with no more parts are left out */
    static void check(Path archive, int strip, ArchiveLimits limits) throws IOException {
        ArchiveCheck check = new ArchiveCheck(limits, strip, Files.size(archive));
        try {
            ArchiveReader.visit(archive, check::visit);
        } catch (ArchiveRefusedException e) {
            throw e;
        } catch (IOException e) { // the file itself was read and hashed before
            throw new ArchiveRefusedException("it is malformed: " + e.getMessage());
        }
        if (!check.kinds.containsValue(Kind.FILE)) {
            throw new ArchiveRefusedException("it holds no file");
        }
    }

    private void visit(ArchiveEntryInfo entry, InputStream content) throws IOException {
        if (++entries > limits.entries()) {
            throw new ArchiveRefusedException("it holds more than " + limits.entries() + " entries");
        }
        Optional<ArchivePath> path = stripped(entry.name(), strip, limits);
        if (entry.kind() == Kind.OTHER) {
            throw new ArchiveRefusedException(path.map(ArchivePath::text).orElse("an entry")
                    + " is neither a file, nor a folder, nor a link that can be read here");
        }
        if (entry.kind() == Kind.FILE) {
            count(content);
        }
        if (path.isPresent()) {
            place(path.get(), entry);
        }
    }

    static Optional<ArchivePath> stripped(String name, int strip, ArchiveLimits limits) throws ArchiveRefusedException {
        List<String> parts = ArchivePath.parse(name, limits);
        return parts.size() <= strip
                ? Optional.empty()
                : Optional.of(new ArchivePath(new ArrayList<>(parts.subList(strip, parts.size()))));
    }

    private void count(InputStream content) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            unpackedBytes += read;
            limits.checkSize(unpackedBytes, packedBytes);
        }
    }

    private void place(ArchivePath path, ArchiveEntryInfo entry) throws ArchiveRefusedException {
        StringBuilder parent = new StringBuilder();
        for (String part : path.folder()) {
            parent.append(part);
            put(parent.toString(), Kind.DIRECTORY);
            parent.append('/');
        }
        put(path.text(), entry.kind());
        if (entry.kind() == Kind.SYMBOLIC_LINK) {
            ArchivePath.checkLinkTarget(entry.target(), path.folder().size(), limits);
        } else if (entry.kind() == Kind.HARD_LINK) {
            checkHardLink(path, entry);
        }
    }

    private void put(String path, Kind kind) throws ArchiveRefusedException {
        @Nullable Kind before = kinds.putIfAbsent(path, kind);
        if (before == null) {
            if (kinds.size() > limits.entries()) { // folders that only paths name count, too
                throw new ArchiveRefusedException("it holds more than " + limits.entries() + " entries");
            }
        } else if (before != Kind.DIRECTORY || kind != Kind.DIRECTORY) {
            throw new ArchiveRefusedException(path + " comes twice, or lies below a file or a link");
        }
    }

    /** A hard link is a second name of a file that came before it in the same archive. */
    private void checkHardLink(ArchivePath path, ArchiveEntryInfo entry) throws ArchiveRefusedException {
        Optional<ArchivePath> target = stripped(entry.target(), strip, limits);
        if (target.isEmpty() || kinds.get(target.get().text()) != Kind.FILE) {
            throw new ArchiveRefusedException(path.text() + " is a hard link to no earlier file of the archive");
        }
    }
}
