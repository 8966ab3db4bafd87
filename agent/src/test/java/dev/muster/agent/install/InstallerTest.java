package dev.muster.agent.install;

import static dev.muster.agent.install.Machine.bytes;
import static dev.muster.agent.install.Machine.failureOf;
import static dev.muster.agent.install.Machine.home;
import static dev.muster.agent.install.Machine.item;
import static dev.muster.agent.install.Machine.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.install.InstallProgress.Phase;
import dev.muster.common.model.plan.Install.Assembled;
import dev.muster.common.model.plan.Install.ExistingHome;
import dev.muster.common.model.plan.Install.Item;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class InstallerTest {

    private static final byte[] ALPHA = bytes("alpha");
    private static final byte[] BETA = bytes("beta, a little longer");
    private static final Item ALPHA_JAR = item("maven:org.example:alpha:1.0", ALPHA, "jars/alpha-1.0.jar");
    private static final Item BETA_JAR =
            item("maven:org.example:beta:2.0:jar:linux-x86_64", BETA, "jars/beta-2.0-linux-x86_64.jar");

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

    private static void serve(RawServer.Request request, java.io.OutputStream out) throws Exception {
        switch (request.target()) {
            case "/org/example/alpha/1.0/alpha-1.0.jar" -> RawServer.ok(out, ALPHA);
            case "/org/example/beta/2.0/beta-2.0-linux-x86_64.jar" -> RawServer.ok(out, BETA);
            default -> RawServer.head(out, "404 Not Found", 0);
        }
    }

    @Test
    void aHomeIsPutTogetherFromAMirror() throws Exception {
        try (RawServer mirror = new RawServer(InstallerTest::serve)) {
            Path home = home(machine.installer(mirror.uri())
                    .install(machine.plan("demo-1", ALPHA_JAR, BETA_JAR), progress -> {}));

            assertThat(home).isEqualTo(machine.store.resolve("homes/demo-1"));
            assertThat(home.resolve("jars/alpha-1.0.jar")).hasBinaryContent(ALPHA);
            assertThat(home.resolve("jars/beta-2.0-linux-x86_64.jar")).hasBinaryContent(BETA);
            assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);
        }
    }

    @Test
    void everybodyMayReadAHomeAndOnlyItsOwnerWriteIt() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        Path home = home(machine.installer(null).install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("jars"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("jars/alpha-1.0.jar"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        try (RawServer mirror = new RawServer(InstallerTest::serve)) {
            Installer installer = machine.installer(mirror.uri());
            home(installer.install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));
            home(installer.install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));
            home(installer.install(machine.plan("demo-2", ALPHA_JAR, BETA_JAR), progress -> {}));

            assertThat(mirror.requests()).hasSize(2);
        }
    }

    @Test
    void theLocalRepositoryComesFirst() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        try (RawServer mirror = new RawServer(InstallerTest::serve)) {
            home(machine.installer(mirror.uri()).install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));

            assertThat(mirror.requests()).isEmpty();
        }
    }

    @Test
    void aWrongFileInTheLocalRepositoryIsPassedOver() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", bytes("alphA"));
        machine.inLocalRepository("org/example/beta/2.0/beta-2.0-linux-x86_64.jar", bytes("short"));
        try (RawServer mirror = new RawServer(InstallerTest::serve)) {
            Path home = home(machine.installer(mirror.uri())
                    .install(machine.plan("demo-1", ALPHA_JAR, BETA_JAR), progress -> {}));

            assertThat(home.resolve("jars/alpha-1.0.jar")).hasBinaryContent(ALPHA);
            assertThat(mirror.requests()).hasSize(2);
        }
    }

    @Test
    void filesOfThisMachineAreTakenByTheirUrl() throws Exception {
        Path file = machine.file("tool.sh", ALPHA);
        Path home = home(machine.installer(null)
                .install(machine.plan("demo-1", item(file.toUri().toString(), ALPHA, "bin/tool.sh")), progress -> {}));

        assertThat(home.resolve("bin/tool.sh")).hasBinaryContent(ALPHA);
    }

    @Test
    void aFailedInstallationLeavesTheOlderHomeAlone() throws Exception {
        Path file = machine.file("a", ALPHA);
        Installer installer = machine.installer(null);
        home(installer.install(machine.plan("demo-1", item(file.toUri().toString(), ALPHA, "a")), progress -> {}));
        var before = tree(machine.store.resolve("homes"));

        assertThat(failureOf(installer, machine.plan("demo-2", item(file.toUri().toString(), BETA, "a")))
                        .code())
                .isEqualTo("DOWNLOAD_FAILED");
        assertThat(tree(machine.store.resolve("homes"))).isEqualTo(before);
        assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);
    }

    @Test
    void whatAKilledInstallationLeftIsRemovedAndDoneAgain() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        Path leftover = machine.store.resolve("tmp/demo-1/home/jars");
        Files.createDirectories(leftover);
        Files.write(leftover.resolve("alpha-1.0.jar"), bytes("half"));
        Files.write(machine.store.resolve("tmp/demo-1/x.part"), bytes("half"));

        Path home = home(machine.installer(null).install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));

        assertThat(home.resolve("jars/alpha-1.0.jar")).hasBinaryContent(ALPHA);
        assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);
    }

    @Test
    void oldLeftoversOfOtherHomesAreRemoved() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        Path old = Files.createDirectories(machine.store.resolve("tmp/gone-1"));
        Path fresh = Files.createDirectories(machine.store.resolve("tmp/busy-1"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(System.currentTimeMillis() - TimeUnit.DAYS.toMillis(2)));

        home(machine.installer(null).install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void aDamagedHomeIsMadeAgain() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        Installer installer = machine.installer(null);
        Path home = home(installer.install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));
        Files.delete(home.resolve("jars/alpha-1.0.jar"));

        home(installer.install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));

        assertThat(home.resolve("jars/alpha-1.0.jar")).hasBinaryContent(ALPHA);
    }

    @Test
    void aDamagedBlobIsFetchedAgain() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        Installer installer = machine.installer(null);
        home(installer.install(machine.plan("demo-1", ALPHA_JAR), progress -> {}));
        Path blob = machine.store.resolve("blobs").resolve(ALPHA_JAR.sha512());
        Files.delete(blob);
        Files.write(blob, bytes("alphA"));

        Path home = home(installer.install(machine.plan("demo-2", ALPHA_JAR), progress -> {}));

        assertThat(home.resolve("jars/alpha-1.0.jar")).hasBinaryContent(ALPHA);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoAgentsAtOnceInstallOnceAndTheOtherSaysThatItWaits(boolean sameInstaller) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<InstallProgress> seen = new ArrayList<>();
        ExecutorService agents = Executors.newFixedThreadPool(2);
        try (RawServer mirror = new RawServer((request, out) -> {
            asked.countDown();
            go.await();
            serve(request, out);
        })) {
            Installer first = machine.installer(mirror.uri());
            Installer second = sameInstaller ? first : machine.installer(mirror.uri());
            Assembled plan = machine.plan("demo-1", ALPHA_JAR);
            Future<InstallResult> one = agents.submit(() -> first.install(plan, progress -> {}));
            asked.await();
            Future<InstallResult> two = agents.submit(() -> second.install(plan, progress -> {
                seen.add(progress);
                go.countDown();
            }));

            assertThat(home(one.get())).isEqualTo(home(two.get()));
            assertThat(mirror.requests()).hasSize(1);
            assertThat(seen).isNotEmpty().allMatch(progress -> progress.phase() == Phase.WAITING);
        } finally {
            agents.shutdownNow();
        }
    }

    @Test
    void anInterruptCancelsAndLeavesNothing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        ExecutorService agent = Executors.newSingleThreadExecutor();
        try (RawServer mirror = new RawServer((request, out) -> {
            RawServer.head(out, "200 OK", ALPHA.length);
            asked.countDown();
            new CountDownLatch(1).await();
        })) {
            List<InstallResult> results = new ArrayList<>();
            Future<?> installation = agent.submit(() -> results.add(
                    machine.installer(mirror.uri()).install(machine.plan("demo-1", ALPHA_JAR), progress -> {})));
            asked.await();
            installation.cancel(true);
            agent.shutdown();

            assertThat(agent.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Machine.failure(results.get(0)).code()).isEqualTo("INSTALL_CANCELED");
            assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);
            assertThat(tree(machine.store.resolve("homes"))).hasSize(1);
        }
    }

    @Test
    void progressCountsItemsAndBytes() throws Exception {
        machine.inLocalRepository("org/example/alpha/1.0/alpha-1.0.jar", ALPHA);
        List<InstallProgress> seen = new ArrayList<>();
        home(machine.installer(null).install(machine.plan("demo-1", ALPHA_JAR), seen::add));

        InstallProgress last = seen.get(seen.size() - 1);
        assertThat(last.phase()).isEqualTo(Phase.ASSEMBLING);
        // the first word may come before the first byte, or after the last one of so small a file
        assertThat(seen.get(0).text()).matches("downloading (0|100) %, [01] of 1 \\(0 of 0 MB\\)");
        assertThat(last.bytesDone()).isEqualTo(ALPHA.length);
    }

    @Test
    void anExistingHomeIsTakenWhenItsFilesAreThere() throws Exception {
        Files.createDirectories(directory.resolve("opt/bin"));
        machine.file("opt/bin/run", ALPHA);
        ExistingHome plan = new ExistingHome(directory.resolve("opt").toString(), List.of("bin/run"));

        assertThat(home(machine.installer(null).install(plan, progress -> {}))).isEqualTo(directory.resolve("opt"));
    }

    @Test
    void anExistingHomeWithoutItsFilesIsRefusedByTheirNames() throws Exception {
        Files.createDirectories(directory.resolve("opt"));
        ExistingHome plan = new ExistingHome(directory.resolve("opt").toString(), List.of("bin/run", "lib/x"));

        assertThat(failureOf(machine.installer(null), plan).code()).isEqualTo("HOME_INCOMPLETE");
        assertThat(failureOf(machine.installer(null), plan).detail()).containsExactly("bin/run", "lib/x");
        assertThat(failureOf(machine.installer(null), new ExistingHome(directory + "/none", List.of()))
                        .code())
                .isEqualTo("HOME_MISSING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "/absolute", "a/../../b", "c:/x", "a\\b", "", ".", "a\nb", ".muster-home"})
    void aTargetOutsideTheHomeIsRefused(String target) {
        assertThat(failureOf(machine.installer(null), machine.plan("demo-1", item("file:/x", ALPHA, target)))
                        .code())
                .isEqualTo("INSTALL_INVALID");
        assertThat(machine.store).doesNotExist();
    }

    @Test
    void aHomeOutsideTheStoreIsRefused() {
        for (String home : List.of("/etc/demo", machine.store + "/homes/../x", machine.store + "/homes/a/b", "x")) {
            assertThat(failureOf(machine.installer(null), new Assembled(home, List.of(ALPHA_JAR)))
                            .code())
                    .isEqualTo("INSTALL_INVALID");
        }
    }

    @Test
    void twoItemsOfOneTargetAreRefused() {
        Item same = item("file:/x", BETA, ALPHA_JAR.target());
        assertThat(failureOf(machine.installer(null), machine.plan("demo-1", ALPHA_JAR, same))
                        .code())
                .isEqualTo("INSTALL_INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maven:a:b",
                "maven:../..:b:1",
                "maven:a/b:b:1",
                "maven:a:b:1:jar:x:y",
                "ftp://x/y",
                "gopher",
                "http:///x"
            })
    void aSourceThatIsNoneIsRefused(String source) {
        assertThat(failureOf(machine.installer(null), machine.plan("demo-1", item(source, ALPHA, "a")))
                        .code())
                .isEqualTo("SOURCE_INVALID");
    }
}
