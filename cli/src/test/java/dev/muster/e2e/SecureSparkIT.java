package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The real Spark of a cluster with certificates and standby hosts: it takes jobs of those who know its secret, which stands in no
 * command, and its second master, which reaches the encrypted store on its own machine, takes over from the first.
 */
class SecureSparkIT {

    private static final Duration STOPPING = Duration.ofMinutes(2);

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        cluster.define("""
                {
                  "A.1": {"master": true, "compute": true},
                  "A.2": {"standby": true},
                  "A.3": {"standby": true}
                }
                """);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void onlyWhoKnowsTheSecretRunsAJob() throws IOException {
        String file = cluster.folder().resolve("cluster.json").toString();
        String directory = cluster.directory(1);
        Path token = cluster.tokenFile(
                cluster.run(0, "init", "-h", cluster.address(1), "--cluster", file, "--dir", directory));
        cluster.start(1);
        cluster.start(2, "--token-file", token.toString());
        cluster.start(3, "--token-file", token.toString());
        Map<String, Long> before = LoopbackCluster.components(cluster.awaitState("STARTED"));
        String secret = cluster.run(0, "secret", "generated", "spark", "--dir", directory)
                .strip();
        assertThat(secret).hasSize(43);
        Path properties = Files.createFile(
                cluster.folder().resolve("job.conf"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                properties,
                "spark.authenticate true\nspark.authenticate.secret " + secret
                        + "\nspark.network.crypto.enabled true\n");
        CompletableFuture<SparkJob.Ended> refused = CompletableFuture.supplyAsync(this::withoutSecret);
        sumsWith(properties);
        // The first master is killed: the second one takes over, and the first comes back as the one that stands by.
        String first = cluster.address(1) + "/master";
        ProcessHandle.of(before.get(first)).orElseThrow().destroyForcibly();
        cluster.awaitStatus("complete with another first master", status -> {
            Long pid = LoopbackCluster.components(status).get(first);
            return status.path("state").asText().equals("STARTED") && pid != null && !pid.equals(before.get(first));
        });
        sumsWith(properties);

        SparkJob.Ended untold = refused.join();
        assertThat(untold.exit()).isNotZero();
        assertThat(untold.output()).doesNotContain("RESULT");

        assertThat(commands()).contains("org.apache.spark.deploy.master.Master").doesNotContain(secret);
        cluster.run(0, "stop", "--yes");
        for (int number : List.of(1, 2, 3)) {
            assertThat(cluster.host(number).awaitExit(STOPPING)).isZero();
        }
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    /**
     * It tries for a minute, while the others work. A driver that gives its master up in the moment in which the job begins hangs, by
     * a race of Spark's own: this one waits for executors first.
     */
    private SparkJob.Ended withoutSecret() {
        try {
            return SparkJob.run(
                    SparkJob.home(),
                    cluster.address(1),
                    Files.createDirectory(cluster.folder().resolve("untold")),
                    List.of(
                            "--master",
                            masters(),
                            "--conf",
                            "spark.scheduler.minRegisteredResourcesRatio=1.0",
                            "--conf",
                            "spark.scheduler.maxRegisteredResourcesWaitingTime=10min"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sumsWith(Path properties) throws IOException {
        SparkJob.Ended told = SparkJob.run(
                SparkJob.home(),
                cluster.address(1),
                cluster.folder(),
                List.of("--master", masters(), "--properties-file", properties.toString()));
        assertThat(told.output()).contains(SparkJob.expected());
        assertThat(told.exit()).isZero();
    }

    private String masters() {
        return "spark://" + cluster.address(1) + ":7077," + cluster.address(2) + ":7077";
    }

    private static String commands() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) processes::iterator) {
                try {
                    all.append(new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // no process, or one that has ended
                }
            }
        }
        return all.toString();
    }
}
