package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The four-host example with the mock component: real processes, one a host, on loopback addresses. */
class MockClusterIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Path EXAMPLE = MusterProcess.root().resolve("examples/cluster.json");

    /** Addresses that no other run of these tests on this machine is likely to use. */
    private final String prefix = "127." + (90 + ThreadLocalRandom.current().nextInt(120)) + "."
            + ThreadLocalRandom.current().nextInt(1, 250);

    private Path folder;
    private final Map<String, MusterProcess> hosts = new LinkedHashMap<>();

    @BeforeEach
    void makeFolder() throws IOException {
        folder = OpenFolder.create();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        hosts.values().forEach(MusterProcess::close);
        Leftovers.end(folder);
        OpenFolder.delete(folder);
    }

    @Test
    void tryBringsEverythingUpAndCtrlCLeavesNothing() throws IOException {
        try (MusterProcess muster = MusterProcess.start(
                folder,
                "try",
                EXAMPLE.toString(),
                "--components",
                "mock",
                "--dir",
                folder.resolve("try").toString())) {
            muster.await("info: >> CLUSTER: Awaiting for cluster hosts ready signal$", START);
            for (int ready = 1; ready <= 4; ready++) {
                muster.await(
                        "info: >> CLUSTER\\(" + ready + "/4\\): Host '127[.0-9]+' ready signal received[.]$", START);
            }
            muster.await("CLUSTER: cluster \"muster\" started: 4 hosts, 10 sub-components", START);
            assertThat(muster.output()).doesNotContain("\u001b");
            JsonNode status = status();
            assertThat(status.path("state").asText()).isEqualTo("STARTED");
            assertThat(components(status)).hasSize(10).allSatisfy((id, pid) -> assertThat(pid)
                    .isPositive());
            muster.signal("INT");
            assertThat(muster.awaitExit(STOP)).isEqualTo(130);
        }
        assertThat(Leftovers.of(folder)).isEmpty();
    }

    @Test
    void startOrderDoesNotMatterAndAKilledAgentAdoptsWhatRuns() throws IOException {
        Path file = mapped();
        List<String> names = new ArrayList<>(List.of(address(1), address(2), address(3), address(4)));
        Collections.shuffle(names, new Random(names.hashCode()));
        for (String name : names) {
            hosts.put(name, start(name, file));
        }
        MusterProcess master = host(address(1));
        master.await("CLUSTER: cluster \"muster\" started", START);
        host(address(3)).await("CLUSTER: Connecting to master: " + address(1) + "$", START);
        host(address(3)).await("CLUSTER: Sending ready signal to master$", START);
        host(address(3)).await("CLUSTER: Master proceed signal received[.][.][.]$", START);
        Map<String, Long> before = components(status());
        for (String victim : List.of(address(3), address(1))) {
            host(victim).signal("KILL");
            host(victim).awaitExit(STOP);
            hosts.put(victim, start(victim, file));
        }
        host(address(1)).await("CLUSTER: complete again|carrying on with run 1", START);
        awaitState("STARTED");
        assertThat(components(status())).isEqualTo(before);
        assertThat(host(address(1)).output()).doesNotContain("\" started:");
        MusterProcess.run(folder, 0, "stop", "--yes");
        for (MusterProcess each : hosts.values()) {
            assertThat(each.awaitExit(STOP)).isZero();
        }
        assertThat(Leftovers.of(folder)).isEmpty();
    }

    @Test
    void oneHostStopsAndComesBack() throws IOException {
        Path file = mapped();
        for (String name : List.of(address(1), address(2), address(3), address(4))) {
            hosts.put(name, start(name, file));
        }
        host(address(1)).await("CLUSTER: cluster \"muster\" started", START);
        MusterProcess.run(folder, 0, "stop", "-h", address(4), "--yes");
        assertThat(host(address(4)).awaitExit(STOP)).isZero();
        awaitState("DEGRADED");
        assertThat(components(status()).keySet()).noneMatch(id -> id.startsWith(address(4) + "/"));
        hosts.put(address(4), start(address(4), file));
        awaitState("STARTED");
        String log = MusterProcess.run(folder, 0, "logs", address(4) + "/index");
        assertThat(log).isNotBlank();
        host(address(1)).signal("INT");
        assertThat(host(address(1)).awaitExit(STOP)).isEqualTo(130);
    }

    @Test
    void detachedHostsAreGivenBackOnceTheyStandAndAStopLeavesNothing() throws IOException {
        Path file = mapped();
        for (String name : List.of(address(1), address(2), address(3), address(4))) {
            assertThat(detach(0, name, file))
                    .containsPattern("started in the background: process [0-9]+, log " + dir(name) + "/start.log");
        }
        awaitState("STARTED");
        assertThat(components(status())).hasSize(10);
        assertThat(detach(3, address(9), file))
                .contains("the start ended at once with exit code 3", address(9), dir(address(9)) + "/start.log");
        MusterProcess.run(folder, 0, "stop", "--confirm", "muster");
        Awaitility.await().atMost(STOP).until(() -> Leftovers.of(folder).isEmpty());
        assertThat(MusterProcess.run(folder, 69, "status")).contains("no cluster of yours runs on this machine");
    }

    private String detach(int exit, String name, Path file) throws IOException {
        return MusterProcess.run(
                folder,
                exit,
                "start",
                "-h",
                name,
                "--cluster",
                file.toString(),
                "--components",
                "mock",
                "--dir",
                dir(name),
                "--detach");
    }

    @Test
    void aHostThatIsNotInTheFileAndASecondAgentEndWithThree() throws IOException {
        Path file = mapped();
        String output = MusterProcess.run(
                folder, 3, "start", "-h", address(9), "--cluster", file.toString(), "--dir", dir("stranger"));
        assertThat(output).contains(address(9)).contains(address(1)).doesNotContain("\tat ");
        hosts.put(address(2), start(address(2), file));
        host(address(2)).await("CLUSTER: Connecting to master: " + address(1) + "$", START);
        assertThat(MusterProcess.run(
                        folder, 3, "start", "-h", address(2), "--cluster", file.toString(), "--dir", dir(address(2))))
                .containsPattern("pid [0-9]+");
    }

    private MusterProcess host(String name) {
        MusterProcess process = hosts.get(name);
        assertThat(process).as(name).isNotNull();
        return process;
    }

    private MusterProcess start(String name, Path file) throws IOException {
        return MusterProcess.start(
                folder, "start", "-h", name, "--cluster", file.toString(), "--components", "mock", "--dir", dir(name));
    }

    private String dir(String name) {
        return folder.resolve("hosts").resolve(name).toString();
    }

    private String address(int number) {
        return prefix + "." + number;
    }

    /** The example on loopback addresses of its own. */
    private Path mapped() throws IOException {
        String text = Files.readString(EXAMPLE)
                .replace("192.168.1.40", address(1))
                .replace("192.168.1.41", address(2))
                .replace("192.168.1.42", address(3))
                .replace("192.168.1.43", address(4));
        return Files.writeString(folder.resolve("cluster.json"), text);
    }

    private JsonNode status() throws IOException {
        return new ObjectMapper().readTree(MusterProcess.run(folder, 0, "status", "-o", "json"));
    }

    private void awaitState(String wanted) throws IOException {
        long deadlineNs = System.nanoTime() + START.toNanos();
        String state = "";
        while (!state.equals(wanted)) {
            assertThat(System.nanoTime()).as("still %s, not %s", state, wanted).isLessThan(deadlineNs);
            state = status().path("state").asText();
        }
    }

    /** Process id of each component that is ready. */
    private static Map<String, Long> components(JsonNode status) {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode host : status.path("hosts")) {
            for (JsonNode role : host.path("roles")) {
                if (role.path("state").asText().equals("READY")) {
                    pids.put(
                            host.path("name").asText() + "/" + role.path("role").asText(),
                            role.path("pid").asLong());
                }
            }
        }
        return pids;
    }
}
