package dev.muster.benchmarks.barrier;

import dev.muster.benchmarks.Folders;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.Preamble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * {@code bin/bench barrier}: time from the first connect until everybody has GO, for Muster, for Curator's barrier on the
 * same ZooKeeper, and for the same bytes over bare Netty. Every round starts fresh server processes; the median is printed.
 */
public final class BarrierBench {

    /** As bin/muster starts a coordinator. */
    public static final List<String> SERVER_JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final List<String> ZOOKEEPER_JVM = List.of("-Xmx1g", "-Xshare:auto");
    private static final List<Integer> DEFAULT_MEMBERS = List.of(100, 1_000, 10_000);
    private static final int CURATOR_MEMBERS_MAX = 1_000;
    private static final int WARM_UP_MEMBERS = 100;

    private final int rounds;
    private final Path directory;
    private final ChildProcess zookeeper;

    private BarrierBench(int rounds, Path directory, ChildProcess zookeeper) {
        this.rounds = rounds;
        this.directory = directory;
        this.zookeeper = zookeeper;
    }

    /** Measures and prints. */
    public static void run(String[] arguments) throws Exception {
        int rounds = 3;
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--rounds")) {
                rounds = Integer.parseInt(arguments[++i]);
            } else {
                members.add(Integer.parseInt(arguments[i]));
            }
        }
        Path directory = Files.createTempDirectory("muster-bench");
        try (ChildProcess zookeeper =
                new ChildProcess(ZookeeperProcess.class, ZOOKEEPER_JVM, directory.resolve("zookeeper"))) {
            BarrierBench bench = new BarrierBench(rounds, directory, zookeeper);
            bench.warmUp();
            for (int count : members.isEmpty() ? DEFAULT_MEMBERS : members) {
                bench.measure(count);
            }
        } finally {
            Folders.delete(directory);
        }
    }

    /** This process plays all agents: it must not be colder for the first who is measured than for the last. */
    private void warmUp() throws Exception {
        BareBarrier.measure(WARM_UP_MEMBERS, sizes());
        muster(WARM_UP_MEMBERS);
        CuratorBarrier.measure(WARM_UP_MEMBERS, zookeeper, "/" + freshName());
    }

    private void measure(int members) throws Exception {
        List<Timing> bare = new ArrayList<>();
        List<Timing> muster = new ArrayList<>();
        List<Timing> curator = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            bare.add(BareBarrier.measure(members, sizes()));
            muster.add(muster(members));
            if (members <= CURATOR_MEMBERS_MAX) {
                curator.add(CuratorBarrier.measure(members, zookeeper, "/" + freshName()));
            }
        }
        print("%n%d agents, median of %d rounds%n", members, rounds);
        row("bare Netty", members, bare);
        row("Muster", members, muster);
        double musterMs = median(muster, Timing::toGoMs);
        String ratios = format("  Muster / bare %.2f", musterMs / median(bare, Timing::toGoMs));
        if (!curator.isEmpty()) {
            row("Curator", members, curator);
            ratios += format("   Curator / Muster %.1f", median(curator, Timing::toGoMs) / musterMs);
        }
        print(
                "%s%n  coordinator with everybody connected: %.1f %% of a processor, %.0f MB resident%n",
                ratios, median(muster, Timing::idlePercent), median(muster, Timing::residentMb));
    }

    private Timing muster(int members) throws Exception {
        ClusterName cluster = freshName();
        return MusterBarrier.measure(members, zookeeper.address(), directory.resolve(cluster.value()), cluster);
    }

    /** Every round forms a new cluster, and has a place of its own in ZooKeeper. */
    private static ClusterName freshName() {
        return new ClusterName("bench-" + UUID.randomUUID());
    }

    private static BareBarrier.Sizes sizes() {
        Codec codec = new Codec();
        LaunchPlan plan = Crowd.plan(Crowd.host(1), Role.COMPUTE);
        Goal goal = new Goal(Role.COMPUTE, GoalState.RUNNING, new Generation(1), plan.hash(), plan, null);
        ClusterId id = new ClusterId(UUID.randomUUID().toString());
        return new BareBarrier.Sizes(
                Preamble.BYTES + codec.encode(Crowd.hello(freshName(), 1)).length,
                Preamble.BYTES + codec.encode(new Message.Welcome(1, id, new Epoch(1), 1_000, 5_000, List.of())).length,
                codec.encode(new Message.Goals(new Epoch(1), 1, List.of(goal))).length);
    }

    private static void row(String name, int members, List<Timing> timings) {
        double toGoMs = median(timings, Timing::toGoMs);
        print(
                "  %-11s first connect to GO %8.0f ms   last connect to GO %8.0f ms   %7.0f registrations/s"
                        + "   server CPU %6.0f ms   %4.0f MB%n",
                name,
                toGoMs,
                median(timings, Timing::afterLastMs),
                members * 1_000 / toGoMs,
                median(timings, Timing::cpuMs),
                median(timings, Timing::residentMb));
    }

    private static double median(List<Timing> timings, ToDoubleFunction<Timing> part) {
        double[] sorted = timings.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void print(String format, Object... arguments) {
        System.out.print(format(format, arguments));
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
