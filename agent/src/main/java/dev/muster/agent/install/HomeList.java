package dev.muster.agent.install;

import dev.muster.common.model.plan.Install.Assembled;
import dev.muster.common.model.plan.Install.Item;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The list of a home's files, kept in the home: what shows later that the home is whole, and of which plan.
 *
 * <pre>
 * muster-home 1 SHA512-OF-THE-PLAN'S-ITEMS
 * SIZE PATH          one line a file, in order of path
 * end
 * </pre>
 */
final class HomeList {

    static final String NAME = ".muster-home";

    private static final String FORMAT = "muster-home 1 ";
    private static final String END = "end";

    private HomeList() {}

    /** Writes the list of {@code home}, as the last of its files. */
    static void write(Path home, Assembled plan) throws IOException {
        StringBuilder text = new StringBuilder(FORMAT).append(fingerprint(plan)).append('\n');
        filesOf(home)
                .forEach((path, size) ->
                        text.append(size).append(' ').append(path).append('\n'));
        text.append(END).append('\n');
        Path file = home.resolve(NAME);
        try (FileChannel out = PrivateFiles.create(file)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(file, PrivateFiles.FILE);
    }

    /** Whether {@code home} was made from {@code plan} and none of its files is missing or has another size. */
    static boolean isWhole(Path home, Assembled plan) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(home.resolve(NAME))) {
            if (!(FORMAT + fingerprint(plan)).equals(lines.readLine())) {
                return false;
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(END)) {
                    return true;
                }
                int blank = line.indexOf(' ');
                if (blank < 0 || !isThere(home.resolve(line.substring(blank + 1)), line.substring(0, blank))) {
                    return false;
                }
            }
            return false; // the end is missing
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isThere(Path file, String size) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile() && size.equals(Long.toString(found.size()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Map<String, Long> filesOf(Path home) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.put(home.relativize(file).toString(), attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String fingerprint(Assembled plan) {
        MessageDigest digest = Digests.sha512();
        for (Item item : plan.items()) {
            String line = item.sha512() + " " + item.target() + " " + item.unpackStrip() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
