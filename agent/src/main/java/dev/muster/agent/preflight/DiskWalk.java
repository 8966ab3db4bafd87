package dev.muster.agent.preflight;

import dev.muster.agent.preflight.FullDisk.Consumer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of one disk, those nearest to a folder first. Bounded: a disk may hold millions, and this is looked at
 * again and again while it is full.
 */
final class DiskWalk {

    private static final int ENTRIES_MAX = 30_000;
    private static final long TOLD_BYTES_MIN = 256 << 10;

    private final Path from;
    private final List<Consumer> files = new ArrayList<>();
    private int entries;
    private long bytes;

    DiskWalk(Path from) {
        this.from = from;
    }

    /**
     * The larger files of the disk: below the folder, then below its parent, and so on up to where the disk is mounted.
     *
     * @param top above which nothing is looked at
     */
    List<Consumer> files(Path top) {
        try {
            long device = device(from);
            @Nullable Path done = null;
            @Nullable Path base = from;
            while (base != null && base.startsWith(top) && device(base) == device && hasMore()) {
                walk(base, done, device);
                done = base;
                base = base.getParent();
            }
        } catch (IOException | UnsupportedOperationException e) {
            return files; // a system that does not tell devices, or a folder that went away
        }
        return files;
    }

    /** How much the files below the folder take. */
    long bytes() {
        try {
            walk(from, null, device(from));
        } catch (IOException | UnsupportedOperationException e) {
            return bytes;
        }
        return bytes;
    }

    static long device(Path path) throws IOException {
        return (Long) Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isOn(long device, Path folder) {
        try {
            return device(folder) == device;
        } catch (IOException e) {
            return false; // it went away meanwhile
        }
    }

    private boolean hasMore() {
        return entries < ENTRIES_MAX;
    }

    private void walk(Path base, @Nullable Path done, long device) throws IOException {
        Files.walkFileTree(base, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                entries++;
                return folder.equals(done) || !isOn(device, folder)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                entries++;
                if (attributes.isRegularFile()) {
                    bytes += attributes.size();
                    if (attributes.size() >= TOLD_BYTES_MIN) {
                        files.add(new Consumer(file, attributes.size(), Leftover.of(file)));
                    }
                }
                return hasMore() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // not ours to read, or gone meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
