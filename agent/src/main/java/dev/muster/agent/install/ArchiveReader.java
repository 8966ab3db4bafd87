package dev.muster.agent.install;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Goes through the entries of a zip, tar or tar.gz file, told apart by their first bytes, never by their names. */
final class ArchiveReader {

    private static final int LINK_BYTES_MAX = 4096;
    private static final int TAR_MAGIC_AT = 257;
    private static final int EXECUTABLE = 0100;

    /** Sees each entry; the content of a file is read or not. */
    interface Visitor {
        void visit(ArchiveEntryInfo entry, InputStream content) throws IOException;
    }

    private ArchiveReader() {}

    static void visit(Path archive, Visitor visitor) throws IOException {
        try {
            byte[] head = head(archive);
            if (startsWith(head, 0, "PK")) {
                visitZip(archive, visitor);
            } else if (head.length > 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
                try (InputStream in = buffered(archive);
                        InputStream tar = new GzipCompressorInputStream(in, true)) {
                    visitTar(tar, visitor);
                }
            } else if (startsWith(head, TAR_MAGIC_AT, "ustar")) {
                try (InputStream tar = buffered(archive)) {
                    visitTar(tar, visitor);
                }
            } else {
                throw new ArchiveRefusedException("it is neither a zip, nor a tar, nor a tar.gz file");
            }
        } catch (RuntimeException e) {
            // A malformed archive makes the library throw nearly anything.
            throw new ArchiveRefusedException("it is malformed: " + e);
        }
    }

    private static byte[] head(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return in.readNBytes(TAR_MAGIC_AT + 5);
        }
    }

    private static boolean startsWith(byte[] head, int offset, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            if (offset + i >= head.length || head[offset + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static InputStream buffered(Path archive) throws IOException {
        return new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    }

    private static void visitZip(Path archive, Visitor visitor) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
            while (entries.hasMoreElements()) {
                ZipArchiveEntry entry = entries.nextElement();
                ArchiveEntryInfo info = info(zip, entry);
                if (info.kind() != ArchiveEntryInfo.Kind.FILE) {
                    visitor.visit(info, InputStream.nullInputStream());
                    continue;
                }
                try (InputStream content = zip.getInputStream(entry)) {
                    visitor.visit(info, content);
                }
            }
        }
    }

    private static ArchiveEntryInfo info(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        ArchiveEntryInfo.Kind kind = kind(zip, entry);
        String target = "";
        if (kind == ArchiveEntryInfo.Kind.SYMBOLIC_LINK) {
            try (InputStream content = zip.getInputStream(entry)) {
                target = new String(content.readNBytes(LINK_BYTES_MAX), StandardCharsets.UTF_8);
            }
        }
        boolean executable = (entry.getUnixMode() & EXECUTABLE) != 0;
        return new ArchiveEntryInfo(entry.getName(), kind, entry.getSize(), executable, target);
    }

    private static ArchiveEntryInfo.Kind kind(ZipFile zip, ZipArchiveEntry entry) {
        int type = entry.getUnixMode() & 0170000;
        if (!entry.isDirectory() && !isReadable(zip, entry)) {
            return ArchiveEntryInfo.Kind.OTHER;
        }
        if (entry.isUnixSymlink()) {
            return ArchiveEntryInfo.Kind.SYMBOLIC_LINK;
        }
        if (entry.isDirectory()) {
            return type == 0 || type == 0040000 ? ArchiveEntryInfo.Kind.DIRECTORY : ArchiveEntryInfo.Kind.OTHER;
        }
        return type == 0 || type == 0100000 ? ArchiveEntryInfo.Kind.FILE : ArchiveEntryInfo.Kind.OTHER;
    }

    /** The methods that everybody writes; for some of the others the library wants classes that are not here. */
    private static boolean isReadable(ZipFile zip, ZipArchiveEntry entry) {
        return (entry.getMethod() == ZipEntry.STORED || entry.getMethod() == ZipEntry.DEFLATED)
                && !entry.getGeneralPurposeBit().usesEncryption()
                && zip.canReadEntryData(entry);
    }

    private static void visitTar(InputStream in, Visitor visitor) throws IOException {
        TarHeaderGuard guard = new TarHeaderGuard(in);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(guard, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = next(tar, guard); entry != null; entry = next(tar, guard)) {
                boolean executable = (entry.getMode() & EXECUTABLE) != 0;
                String target = entry.isLink() || entry.isSymbolicLink() ? entry.getLinkName() : "";
                visitor.visit(
                        new ArchiveEntryInfo(entry.getName(), kind(entry), entry.getSize(), executable, target), tar);
                tar.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, TarHeaderGuard guard) throws IOException {
        guard.beginHeaders();
        TarArchiveEntry entry = tar.getNextEntry();
        guard.endHeaders();
        return entry;
    }

    private static ArchiveEntryInfo.Kind kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return ArchiveEntryInfo.Kind.SYMBOLIC_LINK;
        }
        if (entry.isLink()) {
            return ArchiveEntryInfo.Kind.HARD_LINK;
        }
        if (entry.isDirectory()) {
            return ArchiveEntryInfo.Kind.DIRECTORY;
        }
        boolean plain = entry.isFile()
                && !entry.isSparse()
                && !entry.isBlockDevice()
                && !entry.isCharacterDevice()
                && !entry.isFIFO();
        return plain ? ArchiveEntryInfo.Kind.FILE : ArchiveEntryInfo.Kind.OTHER;
    }
}
