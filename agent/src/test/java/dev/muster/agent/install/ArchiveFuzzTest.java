package dev.muster.agent.install;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Any bytes are unpacked inside the root or refused, and the refusal comes before the first file. */
final class ArchiveFuzzTest {

    private static final ArchiveLimits LIMITS = new ArchiveLimits(1 << 20, 1000, 200, 1024, 64);

    @FuzzTest(maxDuration = "24h")
    void anyArchiveStaysInsideOrIsRefused(byte[] bytes) throws IOException {
        Path directory = Files.createTempDirectory("muster-fuzz");
        try {
            Path archive = Files.write(directory.resolve("archive"), bytes);
            Path root = Files.createDirectories(directory.resolve("around/root"));
            try {
                ArchiveUnpacking.unpack(archive, root, 0, LIMITS);
            } catch (ArchiveRefusedException refused) {
                check(isEmpty(root), "refused, but something was written");
            } catch (IOException broken) {
                // Nobody sees this root: it is in a staging directory, which goes.
            }
            check(count(directory.resolve("around")) == 1, "something lies beside the root");
            check(count(directory) == 2, "something lies around the root");
            try (Stream<Path> paths = Files.walk(root)) {
                paths.filter(Files::isSymbolicLink).forEach(link -> checkLink(root, link));
            }
        } finally {
            PrivateFiles.deleteTree(directory);
        }
    }

    private static void checkLink(Path root, Path link) {
        try {
            if (Files.exists(link)) {
                check(link.toRealPath().startsWith(root.toRealPath()), "a link leads out: " + link);
            }
        } catch (IOException e) {
            check(Files.exists(link, LinkOption.NOFOLLOW_LINKS), "a link is not one: " + link);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        return count(directory) == 0;
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
