package dev.muster.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * Writes texts as files of a compressed archive, in the form "ustar" of POSIX.1-1988, which every tar reads. Names are of
 * printable ASCII; a name has at most 100 characters after its last slash, and 155 before.
 */
final class TarGz implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;
    private static final int PREFIX_MAX = 155;

    private final OutputStream out;
    private final long atMs;

    /** @param atMs time of all files, milliseconds since 1970 */
    TarGz(OutputStream out, long atMs) throws IOException {
        this.out = new GZIPOutputStream(out);
        this.atMs = atMs;
    }

    /** Adds a file that its owner alone may read. */
    void add(String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        out.write(header(name, content.length));
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private byte[] header(String path, long size) throws IOException {
        int slash = path.lastIndexOf('/');
        String prefix = slash < 0 ? "" : path.substring(0, slash);
        String name = path.substring(slash + 1);
        if (name.length() > NAME_MAX || prefix.length() > PREFIX_MAX) {
            throw new IOException("a name too long for an archive: " + path);
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream(BLOCK);
        text(header, name, NAME_MAX);
        octal(header, 0600, 8);
        octal(header, 0, 8);
        octal(header, 0, 8);
        octal(header, size, 12);
        octal(header, atMs / 1000, 12);
        text(header, "        ", 8); // the sum counts as blanks while it is made
        text(header, "0", 1);
        text(header, "", 100);
        text(header, "ustar", 6);
        text(header, "00", 2);
        text(header, "", 32 + 32 + 8 + 8);
        text(header, prefix, PREFIX_MAX);
        text(header, "", 12);
        byte[] bytes = header.toByteArray();
        int sum = 0;
        for (byte each : bytes) {
            sum += each & 0xff;
        }
        byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, bytes, 148, octal.length);
        return bytes;
    }

    private static void text(ByteArrayOutputStream header, String text, int width) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        header.writeBytes(bytes);
        header.writeBytes(new byte[width - bytes.length]);
    }

    private static void octal(ByteArrayOutputStream header, long number, int width) {
        text(header, String.format("%0" + (width - 1) + "o", number), width);
    }

    /** Ends the archive. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
