package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mock component, really run. */
@Timeout(60)
final class MockScriptTest {

    private static final String HOST = "192.168.1.40";

    @TempDir
    private Path folder;

    @Test
    void saysThatItIsReadyAndEndsWhenAsked() throws Exception {
        Process mock = start(FourHosts.in("192.168.1.").setting(HOST, Role.MASTER, "startDelay", "0s"));
        try (BufferedReader out = mock.inputReader()) {
            assertThat(out.readLine()).isEqualTo("mock starts: master of 192.168.1.40 in demo");
            assertThat(out.readLine()).isEqualTo("mock is ready");
            assertThat(folder.resolve("instances/master/work/ready")).exists();
            mock.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("mock was asked to end");
        }
        assertThat(mock.waitFor()).isEqualTo(143);
    }

    @Test
    void exitsByItselfWhenItIsTold() throws Exception {
        Process mock = start(FourHosts.in("192.168.1.")
                .setting(HOST, Role.MASTER, "startDelay", "1h")
                .setting(HOST, Role.MASTER, "exitAfter", "100ms")
                .setting(HOST, Role.MASTER, "exitCode", "7"));
        assertThat(mock.inputReader().lines().toList()).contains("ERROR mock exits by itself with 7");
        assertThat(mock.waitFor()).isEqualTo(7);
    }

    @Test
    void chattersAndIgnoresTermWhenItIsTold() throws Exception {
        Process mock = start(FourHosts.in("192.168.1.")
                .setting(HOST, Role.MASTER, "startDelay", "0s")
                .setting(HOST, Role.MASTER, "ignoreTerm", "true")
                .setting(HOST, Role.MASTER, "chatter", "20ms"));
        try (BufferedReader out = mock.inputReader()) {
            assertThat(untilLine(out, "mock line 1")).isTrue();
            mock.toHandle().destroy();
            assertThat(untilLine(out, "mock ignores TERM")).isTrue();
            assertThat(out.readLine()).startsWith("mock line ");
            mock.descendants().forEach(ProcessHandle::destroyForcibly);
            mock.destroyForcibly();
        }
        assertThat(mock.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesWhenItIsToldAndGoesOnRunning() throws Exception {
        Process mock = start(FourHosts.in("192.168.1.")
                .setting(HOST, Role.MASTER, "startDelay", "0s")
                .setting(HOST, Role.MASTER, "leaveTime", "100ms"));
        try (BufferedReader out = mock.inputReader()) {
            assertThat(untilLine(out, "mock is ready")).isTrue();
            assertThat(folder.resolve("instances/master/work/left")).doesNotExist();
            signal(mock, "USR2");
            assertThat(out.readLine()).isEqualTo("mock leaves");
            assertThat(out.readLine()).isEqualTo("mock has left");
            assertThat(folder.resolve("instances/master/work/left")).exists();
            assertThat(mock.isAlive()).isTrue();
            mock.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("mock was asked to end");
        }
        assertThat(mock.waitFor()).isEqualTo(143);
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static boolean untilLine(BufferedReader out, String wanted) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** What an agent does with a plan, as far as a script needs it. */
    private Process start(FourHosts hosts) throws IOException {
        ComponentCatalog catalog = FourHosts.catalog(FourHosts.BUILT_IN);
        hosts.kind(Role.MASTER, "mock");
        Renderer renderer = new Renderer(catalog, hosts.spec(), FourHosts.unformed());
        LaunchPlan plan = FourHosts.plan(renderer.render(HostName.of(HOST), Role.MASTER, here()));
        for (String directory : plan.directories()) {
            Files.createDirectories(Path.of(directory));
        }
        for (LaunchPlan.RenderedFile file : plan.files()) {
            Files.writeString(Path.of(file.path()), file.content());
        }
        ProcessBuilder builder = new ProcessBuilder(plan.argv()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(plan.environment());
        return builder.start();
    }

    private AgentFacts here() {
        return new AgentFacts(
                "0.1.0",
                "machine",
                1,
                folder.toString(),
                folder.toString(),
                List.of(),
                List.of(),
                null,
                1,
                1L << 30,
                0,
                0);
    }
}
