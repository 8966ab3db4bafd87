package dev.muster.benchmarks.failover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.benchmarks.failover.Events.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The faults of a cluster of real processes, one after another; after each of them the cluster is made whole again. */
final class ClusterRounds {

    private static final String LEADING = "LEADING";
    private static final int DEATHS_OF_A_COMPONENT = 2;

    private final MockCluster cluster;
    private final Figures figures;
    private final int rounds;

    ClusterRounds(MockCluster cluster, Figures figures, int rounds) {
        this.cluster = cluster;
        this.figures = figures;
        this.rounds = rounds;
    }

    /** First start of all hosts. */
    void begin() throws Exception {
        for (String address : cluster.addresses()) {
            cluster.start(address);
        }
        cluster.awaitWhole();
    }

    /** The leader is killed: its coordinator, its member of the store and its agent are gone in one moment. */
    void leaderKilled() throws Exception {
        for (int round = 0; round < rounds; round++) {
            leaderGoes(Process::destroyForcibly, figures.leaderKilled, figures.attached);
        }
    }

    /** The leader is told to end (SIGTERM), and hands over. */
    void handOver() throws Exception {
        for (int round = 0; round < rounds; round++) {
            leaderGoes(
                    process -> {
                        process.destroy();
                        return process;
                    },
                    figures.handOver,
                    figures.handedOver);
        }
    }

    private interface Ending {
        Process end(Process process);
    }

    private void leaderGoes(Ending ending, Figure untilLed, Figure untilAttached) throws Exception {
        String leader = cluster.awaitWhole();
        final Map<String, Map<String, Long>> before = cluster.components(leader);
        cluster.events().forget();
        long fromNanos = System.nanoTime();
        ending.end(cluster.host(leader));
        Seen led = cluster.events()
                .await(
                        "another leader",
                        fromNanos,
                        e -> e.type().equals(LEADING) && !e.from().equals(leader));
        untilLed.add(fromNanos, led.atNanos());
        Patience.await("all other agents", () -> cluster.leadersStatus()
                .filter(status -> cluster.addresses().stream()
                        .filter(address -> !address.equals(leader))
                        .allMatch(address -> isRegistered(status, address)))
                .isPresent());
        untilAttached.add(led.atNanos(), System.nanoTime());
        cluster.host(leader).waitFor();
        adopt(leader, Objects.requireNonNull(before.get(leader)), figures.adoptionBeside, null);
        countRestarts(before);
        figures.leadTakenAgain += cluster.events().count(fromNanos, LEADING) - 1;
    }

    private static boolean isRegistered(JsonNode status, String address) {
        return MockCluster.host(status, address).path("state").asText().equals("REGISTERED");
    }

    /** Starts a host whose agent was away, and waits until the same processes are ready again. */
    private void adopt(String address, Map<String, Long> before, Figure untilReady, @Nullable Figure fromJvm)
            throws Exception {
        long fromNanos = System.nanoTime();
        Process process = cluster.start(address);
        Path jvm = Path.of(
                System.getProperty("java.io.tmpdir"),
                "hsperfdata_" + System.getProperty("user.name"),
                Long.toString(process.pid()));
        Patience.await("the JVM of " + address, () -> Files.exists(jvm));
        final long upNanos = System.nanoTime();
        cluster.events()
                .await(
                        "the agent of " + address,
                        fromNanos,
                        e -> e.type().matches("HOST_(READY|BACK)") && e.host().equals(address));
        Patience.await("the components of " + address, () -> cluster.leadersStatus()
                .map(status -> MockCluster.host(status, address))
                .filter(host -> host.path("agentPid").asLong() == process.pid())
                .filter(host -> MockCluster.components(host).equals(before))
                .isPresent());
        long toNanos = System.nanoTime();
        untilReady.add(fromNanos, toNanos);
        if (fromJvm != null) {
            fromJvm.add(upNanos, toNanos);
        }
    }

    private void countRestarts(Map<String, Map<String, Long>> before) throws Exception {
        String leader = cluster.awaitWhole();
        Map<String, Map<String, Long>> now = cluster.components(leader);
        before.forEach((address, pids) -> pids.forEach((role, pid) -> {
            if (!pid.equals(now.getOrDefault(address, Map.of()).get(role))) {
                figures.restarts++;
            }
        }));
    }

    /** Processes of components are killed, one at a time. */
    void componentsKilled(Figure untilTold) throws Exception {
        String leader = cluster.awaitWhole();
        int killed = 0;
        for (int turn = 0; turn < DEATHS_OF_A_COMPONENT; turn++) {
            for (Map.Entry<String, Map<String, Long>> host :
                    cluster.components(leader).entrySet()) {
                for (String role : host.getValue().keySet()) {
                    if (killed++ < rounds) {
                        componentKilled(leader, host.getKey(), role, untilTold);
                    }
                }
            }
        }
    }

    private void componentKilled(String leader, String address, String role, Figure untilTold) throws Exception {
        long pid = Objects.requireNonNull(
                cluster.components(leader).getOrDefault(address, Map.of()).get(role));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        cluster.events().forget();
        long fromNanos = System.nanoTime();
        process.destroyForcibly();
        Seen told = cluster.events()
                .await(
                        "word of " + address + "/" + role,
                        fromNanos,
                        e -> e.host().equals(address)
                                && e.role().equals(role)
                                && e.type().startsWith("COMPONENT_"));
        untilTold.add(fromNanos, told.atNanos());
        Patience.await(
                "another " + role,
                () -> !Objects.equals(
                        cluster.components(leader)
                                .getOrDefault(address, Map.of())
                                .getOrDefault(role, pid),
                        pid));
        cluster.awaitWhole();
    }

    /** An agent without a coordinator is killed, or stopped; and adopts what it finds. */
    void agentsGo() throws Exception {
        String address = cluster.plainHost();
        for (int round = 0; round < rounds; round++) {
            String leader = cluster.awaitWhole();
            final Map<String, Map<String, Long>> before = cluster.components(leader);
            cluster.events().forget();
            long killedNanos = System.nanoTime();
            cluster.host(address).destroyForcibly().waitFor();
            figures.agent.add(killedNanos, awaitLost(address, killedNanos));
            adopt(address, Objects.requireNonNull(before.get(address)), figures.adoption, figures.adoptionFromJvm);
            cluster.awaitWhole();
            long stoppedNanos = System.nanoTime();
            cluster.signal(address, "STOP");
            figures.silent.add(stoppedNanos, awaitLost(address, stoppedNanos));
            cluster.signal(address, "CONT");
            countRestarts(before);
        }
    }

    private long awaitLost(String address, long sinceNanos) throws Exception {
        return cluster.events()
                .await(
                        "the loss of " + address,
                        sinceNanos,
                        e -> e.type().equals("HOST_LOST") && e.host().equals(address))
                .atNanos();
    }

    /** No coordinator and no store for a while: nothing may be touched. Afterwards all that runs was adopted. */
    void away(long seconds) throws Exception {
        String leader = cluster.awaitWhole();
        final Map<String, Map<String, Long>> before = cluster.components(leader);
        List<String> coordinators = cluster.coordinators();
        for (String each : coordinators) {
            cluster.host(each).destroyForcibly();
        }
        long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long fewest = running(before);
        while (System.nanoTime() < untilNanos) {
            TimeUnit.MILLISECONDS.sleep(100);
            fewest = Math.min(fewest, running(before));
        }
        for (String each : coordinators) {
            cluster.start(each);
        }
        long restartsBefore = figures.restarts;
        countRestarts(before);
        figures.note(
                "%d s without coordinator and store: %d component restarts (goal 0), at least %d of %d always ran",
                seconds,
                figures.restarts - restartsBefore,
                fewest,
                before.values().stream().mapToInt(Map::size).sum());
    }

    /** Every agent is killed and started again, so that every component is an adopted one. */
    void adoptAll() throws Exception {
        for (String address : cluster.addresses()) {
            cluster.awaitWhole();
            cluster.host(address).destroyForcibly().waitFor();
            cluster.start(address);
        }
        cluster.awaitWhole();
    }

    private static long running(Map<String, Map<String, Long>> components) {
        return components.values().stream()
                .flatMap(pids -> pids.values().stream())
                .filter(pid -> ProcessHandle.of(pid).isPresent())
                .count();
    }
}
