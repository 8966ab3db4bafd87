package dev.muster.agent.preflight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the kernel and the system keep in files. Bounded: these files are small, or not what they should be.
 *
 * @param root {@code /}, or a directory that stands for it
 */
record SystemFiles(Path root) {

    private static final Logger log = LoggerFactory.getLogger(SystemFiles.class);
    private static final int BYTES_MAX = 8 << 20;
    private static final int ENTRIES_MAX = 1 << 16;

    /** The path that an absolute path of the system stands for. */
    Path at(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** The file's text; empty when it cannot be read, which is normal for files of other users or older kernels. */
    Optional<String> text(String absolute) {
        return text(at(absolute));
    }

    static Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8));
        } catch (IOException e) {
            log.debug("cannot read {}", file, e);
            return Optional.empty();
        }
    }

    List<String> lines(String absolute) {
        return text(absolute).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The entries of a directory in order of their names; none when it cannot be read. */
    static List<Path> entries(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                found.add(entry);
                if (found.size() >= ENTRIES_MAX) {
                    break;
                }
            }
        } catch (IOException e) {
            log.debug("cannot list {}", directory, e);
        }
        Collections.sort(found);
        return found;
    }

    /** The number in a file that holds nothing else. */
    Optional<Long> number(String absolute) {
        return text(absolute).map(String::strip).flatMap(SystemFiles::parsed);
    }

    /** A number as the kernel writes it; empty for anything else. */
    static Optional<Long> parsed(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
