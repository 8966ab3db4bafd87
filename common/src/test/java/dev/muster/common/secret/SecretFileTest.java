package dev.muster.common.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretFileTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAndItsOwnersAlone() throws IOException {
        Path file = folder.resolve("new").resolve("token");
        SecretFile.write(file, "one");
        SecretFile.write(file, "two");
        assertThat(SecretFile.read(file)).isEqualTo(new SecretFile.Read.Found("two"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretFile.read(file).toString()).doesNotContain("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"})
    void whatOthersMayReadIsRefusedAndNotPrinted(String mode) throws IOException {
        Path file = folder.resolve("token");
        SecretFile.write(file, "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (Path each : new Path[] {file, link}) {
            assertThat(SecretFile.read(each)).isInstanceOfSatisfying(SecretFile.Read.Refused.class, refused -> {
                assertThat(refused.failure().code()).isEqualTo("SECRET_FILE_OPEN");
                assertThat(refused.failure().toString()).contains(mode).doesNotContain("secret\n");
            });
        }
    }

    @Test
    void whatIsMissingIsToldApartFromWhatIsNoFile() throws IOException {
        assertThat(SecretFile.read(folder.resolve("none"))).isEqualTo(new SecretFile.Read.Missing());
        Path directory = Files.createDirectory(
                folder.resolve("folder"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(SecretFile.read(directory)).isInstanceOf(SecretFile.Read.Refused.class);
    }
}
