package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.Check;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Repair.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a directory that stands for the system's root: nothing of this machine is changed. */
final class OwnNameTest {

    private static final String TRAPPED = "127.0.0.1 localhost\n127.0.1.1 db-1\n";
    private static final List<String> ONE = List.of("192.0.2.7");

    @TempDir
    Path directory;

    private FakeSystem system;

    @BeforeEach
    void start() throws IOException {
        system = new FakeSystem(directory).write(OwnName.FILE, TRAPPED);
    }

    private Path at(String absolute) {
        return system.root.resolve(absolute.substring(1));
    }

    private Fixes.Deed deed() {
        return new OwnName(system.root, ONE).repair("db-1").orElseThrow();
    }

    /** Resolves as the file says, as the machine's own resolver would. */
    private Neighbours neighbours() {
        return new Neighbours(
                name -> {
                    for (String line : new SystemFiles(system.root).lines(OwnName.FILE)) {
                        if (line.endsWith(" " + name)) {
                            return new InetAddress[] {InetAddress.getByName(line.split(" ", 2)[0])};
                        }
                    }
                    throw new UnknownHostException(name);
                },
                new OwnName(system.root, ONE));
    }

    /** Rule 1 of {@link OwnName}, from the finding to the repaired file. */
    @Test
    void theFindingIsRepairedByItsNameAndTheFileAsItWasIsKept() throws IOException {
        Check found = neighbours().look("db-1", List.of()).get(0);
        assertThat(found.fix()).isNotNull();
        assertThat(found.fix().what()).contains("db-1", "192.0.2.7", OwnName.COPY);
        assertThat(found.fix().command())
                .isEqualTo("sudo sed -i.before-muster -E '/^(127[.]|::1)/ s/[[:space:]]db-1([[:space:]]|$)/\\1/;"
                        + " $ a 192.0.2.7 db-1' /etc/hosts");

        Preflight preflight = new Preflight(system.root);
        List<Repair> repairs =
                new Repairs(preflight, neighbours()).repair("db-1", Map.of(), List.of("address db-1", "address db-2"));

        assertThat(repairs).extracting(Repair::outcome).containsExactly(Outcome.DONE, Outcome.REFUSED);
        assertThat(at(OwnName.FILE)).hasContent("127.0.0.1 localhost\n192.0.2.7 db-1\n");
        assertThat(at(OwnName.COPY)).hasContent(TRAPPED);
        assertThat(neighbours().look("db-1", List.of()).get(0).fix()).isNull();
    }

    @Test
    void noCopyIsWrittenOver() throws IOException {
        system.write(OwnName.COPY, "older\n");
        deed().action().run();
        assertThat(at(OwnName.COPY)).hasContent("older\n");
        assertThat(at(OwnName.COPY + "-2")).hasContent(TRAPPED);
    }

    /** Rule 2 of {@link OwnName}. */
    @Test
    void whereThereIsAChoiceItIsLeftToAPerson() throws IOException {
        assertThat(new OwnName(system.root, List.of()).repair("db-1")).isEmpty();
        assertThat(new OwnName(system.root, List.of("192.0.2.7", "198.51.100.7")).repair("db-1"))
                .isEmpty();
        assertThat(new OwnName(system.root, ONE).repair("db-2")).isEmpty();
        assertThat(new OwnName(system.root, ONE).repair("$(db-1)")).isEmpty();

        system.write("/proc/self/mountinfo", "700 690 8:1 /x/hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw\n");
        assertThat(new OwnName(system.root, ONE).repair("db-1")).isEmpty();
        Files.delete(at("/proc/self/mountinfo"));
        assertThat(new OwnName(system.root, ONE).repair("db-1")).isPresent();

        system.write(OwnName.FILE, "# 'manage_etc_hosts' is set\n" + TRAPPED);
        assertThat(new OwnName(system.root, ONE).repair("db-1")).isEmpty();

        system.write("/etc/elsewhere", TRAPPED);
        Files.delete(at(OwnName.FILE));
        Files.createSymbolicLink(at(OwnName.FILE), at("/etc/elsewhere"));
        assertThat(new OwnName(system.root, ONE).repair("db-1")).isEmpty();
    }

    /** Rule 3 of {@link OwnName}. */
    @Test
    void onlyRootDoesIt() throws IOException {
        Fixes.Deed deed = deed();
        system.write("/proc/self/status", "Name:\tjava\nUid:\t1000\t1000\t1000\t1000\n");
        assertThatThrownBy(deed.action()::run).isInstanceOf(AccessDeniedException.class);
        assertThat(at(OwnName.FILE)).hasContent(TRAPPED);
        assertThat(at(OwnName.COPY)).doesNotExist();
    }

    @Test
    void aFileThatHasChangedMeanwhileIsLeft() throws IOException {
        Fixes.Deed deed = deed();
        system.write(OwnName.FILE, "127.0.0.1 localhost\n");
        assertThatThrownBy(deed.action()::run).hasMessageContaining("another one");
        assertThat(at(OwnName.COPY)).doesNotExist();
    }
}
