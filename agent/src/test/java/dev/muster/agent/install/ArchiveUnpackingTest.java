package dev.muster.agent.install;

import static dev.muster.agent.install.Archives.gzip;
import static dev.muster.agent.install.Archives.tar;
import static dev.muster.agent.install.Archives.zip;
import static dev.muster.agent.install.Machine.bytes;
import static dev.muster.agent.install.Machine.failureOf;
import static dev.muster.agent.install.Machine.home;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveUnpackingTest {

    private static final byte[] X = bytes("x");

    @TempDir
    Path directory;

    private Machine machine;

    @BeforeEach
    void start() {
        machine = new Machine(directory);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    private Item item(byte[] archive, String target, int strip) throws IOException {
        Path file = Files.write(Files.createTempFile(directory, "archive", ""), archive);
        return new Item(file.toUri().toString(), Machine.sha512(archive), archive.length, target, strip);
    }

    private Path unpacked(byte[] archive, int strip) throws IOException {
        return home(machine.installer(null).install(machine.plan("demo-1", item(archive, ".", strip)), progress -> {}));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void programsOfAZipCanBeRunAndNothingElse() throws IOException {
        Path home = unpacked(
                zip(zip -> zip.entry("a/bin/run", 0100755, X)
                        .entry("a/lib", 0100644, X)
                        .entry("a/plain", 0, X)),
                1);

        assertThat(mode(home.resolve("bin"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(home.resolve("bin/run"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(home.resolve("lib"))).isEqualTo("rw-r--r--");
        assertThat(mode(home.resolve("plain"))).isEqualTo("rw-r--r--");
    }

    @Test
    void theBitsThatGiveAwayPowersAreTakenOff() throws IOException {
        Path home = unpacked(gzip(tar(tar -> tar.file("sudo", 0106777, X).file("wide", 0100666, X))), 0);

        assertThat((Integer) Files.getAttribute(home.resolve("sudo"), "unix:mode") & 07777)
                .isEqualTo(0755);
        assertThat((Integer) Files.getAttribute(home.resolve("wide"), "unix:mode") & 07777)
                .isEqualTo(0644);
    }

    @Test
    void linksInsideTheArchiveAreKept() throws IOException {
        byte[] archive = tar(tar -> tar.file("v/lib/real.so", X)
                .link("v/lib/current.so", "real.so")
                .link("v/bin/up", "../lib/real.so")
                .hardLink("v/lib/same.so", "v/lib/real.so")
                .folder("v/logs"));
        Path home = unpacked(gzip(archive), 1);

        assertThat(Files.readSymbolicLink(home.resolve("lib/current.so"))).isEqualTo(Path.of("real.so"));
        assertThat(home.resolve("bin/up")).hasBinaryContent(X);
        assertThat(home.resolve("lib/same.so")).hasBinaryContent(X);
        assertThat(home.resolve("logs")).isEmptyDirectory();
    }

    @Test
    void whatIsStrippedAwayIsLeftOut() throws IOException {
        Path home = unpacked(tar(tar -> tar.file("README", X).file("./v/a", X)), 1);

        assertThat(home.resolve("README")).doesNotExist();
        assertThat(home.resolve("a")).hasBinaryContent(X);
    }

    @Test
    void archivesAndFilesShareAHome() throws IOException {
        byte[] base = zip(zip -> zip.file("v/lib/a.jar", X));
        byte[] plugin = zip(zip -> zip.file("p.jar", X));
        Path extra = machine.file("extra", X);
        Path home = home(machine.installer(null)
                .install(
                        machine.plan(
                                "demo-1",
                                item(base, ".", 1),
                                item(plugin, "plugins/p", 0),
                                Machine.item(extra.toUri().toString(), X, "lib/b.jar")),
                        progress -> {}));

        assertThat(home.resolve("plugins/p/p.jar")).exists();
        assertThat(home.resolve("lib/a.jar")).exists();
        assertThat(home.resolve("lib/b.jar")).exists();
    }

    @Test
    void noItemReplacesOrPassesThroughWhatAnotherOneBrought() throws IOException {
        byte[] linked = tar(tar -> tar.file("real/a", X).link("lib", "real"));
        Path file = machine.file("extra", X);
        for (String target : new String[] {"lib/b", "real/a", "lib"}) {
            Item second = Machine.item(file.toUri().toString(), X, target);
            assertThat(failureOf(machine.installer(null), machine.plan("demo-1", item(linked, ".", 0), second))
                            .code())
                    .isEqualTo("INSTALL_INVALID");
        }
        assertThat(failureOf(
                                machine.installer(null),
                                machine.plan("demo-1", item(linked, ".", 0), item(linked, "lib", 0)))
                        .code())
                .isEqualTo("INSTALL_INVALID");
    }
}
