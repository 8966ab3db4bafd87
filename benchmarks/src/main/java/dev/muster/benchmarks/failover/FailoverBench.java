package dev.muster.benchmarks.failover;

import dev.muster.benchmarks.Folders;
import dev.muster.benchmarks.barrier.ChildProcess;
import dev.muster.benchmarks.barrier.ZookeeperProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** {@code bin/bench failover}: every figure of what is lost and made good, next to its goal and, for the lead, its limit. */
public final class FailoverBench {

    private static final List<String> ALL =
            List.of("limit", "leader", "handover", "component", "agent", "away", "adopted", "crowd");

    /** How it is called. */
    public static final String USAGE = "bin/bench failover [--rounds K] [--away SECONDS] [--agents N] [PART...]     ("
            + String.join(" ", ALL) + ")";

    private static final List<String> ZOOKEEPER_JVM = List.of("-Xmx256m", "-Xshare:auto");
    private static final long SESSION_MS = 4_000;
    private static final int CROWD_ROUNDS_MAX = 5;

    private final Figures figures = new Figures();
    private final Set<String> parts = new LinkedHashSet<>();
    private int rounds = 20;
    private long awaySeconds = 30;
    private int agents = 1_000;

    private FailoverBench(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--away" -> awaySeconds = Long.parseLong(arguments[++i]);
                case "--agents" -> agents = Integer.parseInt(arguments[++i]);
                default -> {
                    if (!ALL.contains(arguments[i])) {
                        throw new IllegalArgumentException(USAGE);
                    }
                    parts.add(arguments[i]);
                }
            }
        }
        if (parts.isEmpty()) {
            parts.addAll(ALL);
        }
    }

    /** Measures and prints. */
    public static void run(String[] arguments) throws Exception {
        FailoverBench bench = new FailoverBench(arguments);
        try {
            bench.limit();
            bench.cluster();
            bench.crowd();
        } finally {
            bench.figures.print();
        }
        System.exit(0); // HTTP clients keep threads for a while
    }

    private void limit() throws Exception {
        if (!parts.contains("limit")) {
            return;
        }
        String prefix = "127.214." + ThreadLocalRandom.current().nextInt(1, 250) + ".";
        Path folder = Files.createTempDirectory("muster-bench-");
        try (LatchRounds latch = new LatchRounds(folder, List.of(prefix + 1, prefix + 2, prefix + 3))) {
            latch.measure(rounds, SESSION_MS, figures.limit);
        } finally {
            Folders.delete(folder);
        }
    }

    private void cluster() throws Exception {
        if (parts.equals(Set.of("limit")) || parts.equals(Set.of("crowd")) || parts.equals(Set.of("limit", "crowd"))) {
            return;
        }
        try (MockCluster cluster = new MockCluster()) {
            ClusterRounds faults = new ClusterRounds(cluster, figures, rounds);
            faults.begin();
            if (parts.contains("component")) {
                faults.componentsKilled(figures.component);
            }
            if (parts.contains("agent")) {
                faults.agentsGo();
            }
            if (parts.contains("leader")) {
                faults.leaderKilled();
            }
            if (parts.contains("handover")) {
                faults.handOver();
            }
            if (parts.contains("away")) {
                faults.away(awaySeconds);
            }
            if (parts.contains("adopted")) {
                faults.adoptAll();
                faults.componentsKilled(figures.adopted);
            }
            figures.note("the lead was taken once more after it had just been taken: %d times", figures.leadTakenAgain);
            figures.note("components restarted that were not killed: %d (goal 0)", figures.restarts);
        }
    }

    private void crowd() throws Exception {
        if (!parts.contains("crowd")) {
            return;
        }
        Path folder = Files.createTempDirectory("muster-bench-");
        try (ChildProcess zookeeper =
                        new ChildProcess(ZookeeperProcess.class, ZOOKEEPER_JVM, folder.resolve("zookeeper"));
                CrowdRounds crowd = new CrowdRounds(agents, zookeeper.address(), folder, figures)) {
            crowd.measure(Math.min(rounds, CROWD_ROUNDS_MAX));
        } finally {
            Folders.delete(folder);
        }
    }
}
