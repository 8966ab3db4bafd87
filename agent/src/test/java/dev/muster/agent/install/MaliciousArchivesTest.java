package dev.muster.agent.install;

import static dev.muster.agent.install.Archives.gzip;
import static dev.muster.agent.install.Archives.tar;
import static dev.muster.agent.install.Archives.zip;
import static dev.muster.agent.install.Machine.bytes;
import static dev.muster.agent.install.Machine.failureOf;
import static dev.muster.agent.install.Machine.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that want more than to be unpacked: each is refused as a whole and leaves nothing behind. */
final class MaliciousArchivesTest {

    private static final byte[] X = bytes("x");
    private static final byte[] ZEROS = new byte[20 << 20];

    @TempDir
    Path directory;

    static Stream<Named<byte[]>> malicious() {
        return Stream.concat(
                zips(), Stream.concat(tars(), Stream.concat(tars().map(MaliciousArchivesTest::packed), broken())));
    }

    private static Named<byte[]> packed(Named<byte[]> tar) {
        return Named.of(tar.getName() + ", packed", gzip(tar.getPayload()));
    }

    private static Stream<Named<byte[]>> zips() {
        byte[] device = zip(zip -> zip.file("good", X).entry("device", 0060644, X));
        return Stream.of(
                Named.of("zip: upwards", zip(zip -> zip.file("good", X).file("../evil", X))),
                Named.of("zip: upwards later", zip(zip -> zip.file("a/../../evil", X))),
                Named.of("zip: upwards and back", zip(zip -> zip.file("a/../b", X))),
                Named.of("zip: absolute", zip(zip -> zip.file("/tmp/evil", X))),
                Named.of("zip: drive", zip(zip -> zip.file("c:/evil", X))),
                Named.of("zip: backslashes", zip(zip -> zip.file("a\\..\\..\\evil", X))),
                Named.of("zip: line break", zip(zip -> zip.file("a\nb", X))),
                Named.of("zip: null character", zip(zip -> zip.file("a\0b", X))),
                Named.of("zip: too long", zip(zip -> zip.file("a/".repeat(20) + "b".repeat(2000), X))),
                Named.of("zip: long part", zip(zip -> zip.file("b".repeat(256), X))),
                Named.of("zip: too deep", zip(zip -> zip.file("a/".repeat(100) + "b", X))),
                Named.of("zip: link to a system file", zip(zip -> zip.file("good", X)
                        .link("l", "/etc/passwd"))),
                Named.of("zip: link upwards", zip(zip -> zip.link("a/l", "../../evil")
                        .file("good", X))),
                Named.of("zip: link to nothing", zip(zip -> zip.link("l", "").file("good", X))),
                Named.of(
                        "zip: through a link",
                        zip(zip -> zip.link("l", "a").file("a/good", X).file("l/evil", X))),
                Named.of("zip: through a later link", zip(zip -> zip.file("l/evil", X)
                        .link("l", "a"))),
                Named.of("zip: link through a link", zip(zip -> zip.file("a/b/good", X)
                        .link("a/b/l", "../..")
                        .link("m", "a/b/l/../.."))),
                Named.of("zip: twice", zip(zip -> zip.file("a", X).file("a", X))),
                Named.of("zip: twice, written differently", zip(zip -> zip.file("a/b", X)
                        .file("a//./b", X))),
                Named.of("zip: below a file", zip(zip -> zip.file("a", X).file("a/b", X))),
                Named.of("zip: a file over a folder", zip(zip -> zip.file("a/b", X)
                        .file("a", X))),
                Named.of("zip: device", device),
                Named.of("zip: pipe", zip(zip -> zip.file("good", X).entry("pipe", 0010644, X))),
                Named.of("zip: bomb", zip(zip -> zip.file("zeros", ZEROS))),
                Named.of("zip: the home's own list", zip(zip -> zip.file(".muster-home", X))),
                Named.of("zip: encrypted", encrypted(zip(zip -> zip.file("good", X)))),
                Named.of("zip: a method that nobody has here", withMethod(93, zip(zip -> zip.file("good", X)))),
                Named.of("zip: a link of such a method", withMethod(93, zip(zip -> zip.link("l", "good")))),
                Named.of("zip: no file", zip(zip -> zip.entry("a/", 0040755, new byte[0]))));
    }

    private static Stream<Named<byte[]>> tars() {
        return Stream.of(
                Named.of("tar: upwards", tar(tar -> tar.file("good", X).file("../evil", X))),
                Named.of("tar: absolute", tar(tar -> tar.file("/tmp/evil", X))),
                Named.of("tar: link to a system file", tar(tar -> tar.file("good", X)
                        .link("l", "/etc/passwd"))),
                Named.of("tar: link upwards", tar(tar -> tar.file("good", X).link("a/b/l", "../../../x"))),
                Named.of("tar: through a link", tar(tar -> tar.link("l", ".").file("l/evil", X))),
                Named.of("tar: a link over a folder", tar(tar -> tar.file("a/good", X)
                        .link("a", "/tmp"))),
                Named.of("tar: hard link to a system file", tar(tar -> tar.file("good", X)
                        .hardLink("h", "/etc/passwd"))),
                Named.of(
                        "tar: hard link upwards", tar(tar -> tar.file("good", X).hardLink("h", "../../../canary"))),
                Named.of(
                        "tar: hard link to a link",
                        tar(tar -> tar.file("good", X).link("l", "good").hardLink("h", "l"))),
                Named.of("tar: hard link to a later file", tar(tar -> tar.hardLink("h", "good")
                        .file("good", X))),
                Named.of("tar: character device", special(TarConstants.LF_CHR)),
                Named.of("tar: block device", special(TarConstants.LF_BLK)),
                Named.of("tar: pipe", special(TarConstants.LF_FIFO)),
                Named.of("tar: twice", tar(tar -> tar.file("a", X).file("a", X))),
                Named.of("tar: endless name", tar(tar -> tar.longName(new byte[2 << 20])
                        .file("good", X))));
    }

    private static byte[] special(byte kind) {
        return tar(tar -> tar.file("good", X).special("special", kind, ""));
    }

    private static Stream<Named<byte[]>> broken() {
        byte[] packed = gzip(tar(tar -> tar.file("good", new byte[100_000])));
        byte[] zip = zip(archive -> archive.file("good", new byte[100_000]));
        return Stream.of(
                Named.of("nothing", new byte[0]),
                Named.of("a page", bytes("<html>log in</html>")),
                Named.of("half a tar.gz", Arrays.copyOf(packed, packed.length / 2)),
                Named.of("half a zip", Arrays.copyOf(zip, zip.length / 2)),
                Named.of("a packed page", gzip(bytes("<html>log in</html>"))),
                Named.of("a packed bomb", gzip(tar(tar -> tar.file("zeros", ZEROS)))));
    }

    /** Sets the flag of encryption in the local and in the central header. */
    /** Compressed by another method, as its central directory says; 93 is Zstandard. */
    private static byte[] withMethod(int method, byte[] zip) {
        byte[] changed = zip.clone();
        for (int i = 0; i + 11 < zip.length; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                changed[i + 10] = (byte) method;
            }
        }
        return changed;
    }

    private static byte[] encrypted(byte[] zip) {
        byte[] changed = zip.clone();
        for (int i = 0; i + 10 < zip.length; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3 && zip[i + 3] == 4) {
                changed[i + 6] |= 1;
            } else if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                changed[i + 8] |= 1;
            }
        }
        return changed;
    }

    @ParameterizedTest
    @MethodSource("malicious")
    void isRefusedAsAWholeAndLeavesNothing(byte[] archive) throws IOException {
        Path outside = Files.createDirectories(directory.resolve("around"));
        Files.write(directory.resolve("canary"), X);
        Files.write(outside.resolve("canary"), X);
        Machine machine = new Machine(outside);
        Path file = machine.file("archive", archive);
        SortedMap<String, String> before = tree(directory);
        try (machine) {
            Item item = new Item(file.toUri().toString(), Machine.sha512(archive), archive.length, ".", 0);

            assertThat(failureOf(machine.installer(null), machine.plan("demo-1", item))
                            .code())
                    .isEqualTo("ARCHIVE_REFUSED");
        }
        assertThat(tree(machine.store.resolve("homes"))).hasSize(1);
        assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);
        SortedMap<String, String> after = tree(directory);
        after.keySet().removeIf(path -> path.startsWith("around/store"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void limitsHoldAtTheirEdges() throws IOException {
        ArchiveLimits limits = new ArchiveLimits(10, 3, 200, 1024, 64);
        unpack(zip(zip -> zip.file("a/b", new byte[5]).file("c", new byte[5])), limits);

        assertThatThrownBy(() -> unpack(zip(zip -> zip.file("a", new byte[11])), limits))
                .hasMessageContaining("more than 10 bytes");
        assertThatThrownBy(() -> unpack(zip(zip -> zip.file("a/b/c", X).file("d", X)), limits))
                .hasMessageContaining("more than 3 entries");
        assertThatThrownBy(() -> unpack(
                        tar(tar -> tar.folder("a").folder("a").folder("a").folder("a")), limits))
                .hasMessageContaining("more than 3 entries");
    }

    private void unpack(byte[] archive, ArchiveLimits limits) throws IOException {
        Path file = Files.createTempFile(directory, "archive", "");
        Files.write(file, archive);
        ArchiveUnpacking.unpack(file, Files.createTempDirectory(directory, "root"), 0, limits);
    }
}
