package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps a start, and that a host repairs by itself on an operator's word; then the start goes on by itself. */
class DoctorFixIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        Path definitions = Files.createDirectory(cluster.folder().resolve("definitions"));
        Files.writeString(
                definitions.resolve("threaded.conf"),
                Files.readString(MusterProcess.root().resolve("components/mock.conf"))
                                .replace("kind = mock\n", "kind = threaded\nrole = threaded\n")
                        + "\nneeds { processes = 4096 }\n");
        cluster.environment("MUSTER_COMPONENTS_DIR", definitions.toString());
        cluster.define("{\"components\": {\"master\": {\"kind\": \"mock\"}, \"threaded\": {\"kind\": \"threaded\"}},"
                + " \"hosts\": {\"A.1\": {\"master\": true}, \"A.2\": {\"threaded\": true}}}");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    /** Only the soft limit is low, so that no privilege is needed to raise it. */
    @Test
    void aLimitThatKeepsTheStartIsRaisedWhereItIsLowAndTheStartGoesOn() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "skipped: prlimit is not installed");
        MusterProcess master = cluster.start(1);
        cluster.shell(
                2,
                "prlimit --nproc=2000: muster start -h " + cluster.address(2) + " --cluster "
                        + cluster.folder().resolve("cluster.json"));
        master.await("a user may have 2000 processes and threads here, and 4096 are needed", LIMIT);
        assertThat(cluster.run(4, "doctor")).contains("LimitNPROC=4096", "is repaired by the host itself with --fix");
        assertThat(cluster.run(2, "doctor", "--fix")).contains("needs --yes when there is no terminal");

        assertThat(cluster.run(0, "doctor", "--fix", "--yes", "-m", "the new image"))
                .contains(
                        cluster.address(2) + "  processes",
                        "raises the limit \"processes\" of the agent",
                        "as: sudo prlimit --pid ",
                        "processes  done");

        Map<String, Long> running = LoopbackCluster.components(cluster.awaitState("STARTED"));
        long pid = running.get(cluster.address(2) + "/threaded");
        assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/limits")))
                .anyMatch(line -> line.matches("Max processes +4096 .*"));
        assertThat(cluster.run(0, "audit"))
                .containsPattern("check[.]repair .*" + cluster.address(2) + ".*DONE.*the new image");
        assertThat(cluster.run(0, "doctor", "--fix", "--yes")).contains("Nothing was repaired");
    }
}
