package dev.muster.agent.install;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes archives, also those that no honest program makes. */
final class Archives {

    private Archives() {}

    /** Fills an archive. */
    interface Filling<T> {
        void into(T archive) throws IOException;
    }

    static final class Zip {
        private final ZipArchiveOutputStream out;

        private Zip(ZipArchiveOutputStream out) {
            this.out = out;
        }

        Zip file(String name, byte[] content) throws IOException {
            return entry(name, 0100644, content);
        }

        Zip link(String name, String target) throws IOException {
            return entry(name, 0120777, Machine.bytes(target));
        }

        /** @param mode kind and permission bits; 0 for an entry without any, as other systems write */
        Zip entry(String name, int mode, byte[] content) throws IOException {
            ZipArchiveEntry entry = new ZipArchiveEntry(name);
            if (mode != 0) {
                entry.setUnixMode(mode);
            }
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
            return this;
        }
    }

    static byte[] zip(Filling<Zip> filling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
            filling.into(new Zip(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static final class Tar {
        private final TarArchiveOutputStream out;

        private Tar(TarArchiveOutputStream out) {
            this.out = out;
        }

        Tar file(String name, byte[] content) throws IOException {
            return file(name, 0100644, content);
        }

        Tar file(String name, int mode, byte[] content) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setMode(mode);
            entry.setSize(content.length);
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
            return this;
        }

        /** A header that announces the next entry's name as GNU tar does, however long. (The library itself takes minutes.) */
        Tar longName(byte[] name) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
            entry.setSize(name.length);
            out.putArchiveEntry(entry);
            out.write(name);
            out.closeArchiveEntry();
            return this;
        }

        Tar folder(String name) throws IOException {
            return special(name, TarConstants.LF_DIR, "");
        }

        Tar link(String name, String target) throws IOException {
            return special(name, TarConstants.LF_SYMLINK, target);
        }

        Tar hardLink(String name, String target) throws IOException {
            return special(name, TarConstants.LF_LINK, target);
        }

        Tar special(String name, byte kind, String target) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
            entry.setLinkName(target);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
            return this;
        }
    }

    static byte[] tar(Filling<Tar> filling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            filling.into(new Tar(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
