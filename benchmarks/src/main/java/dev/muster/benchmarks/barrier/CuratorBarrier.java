package dev.muster.benchmarks.barrier;

import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.retry.RetryNTimes;

/** The rival: N members, each with a session of its own, enter one double barrier of Curator. */
final class CuratorBarrier {

    private static final int SESSION_MS = 30_000;
    private static final int RETRIES = 10;
    private static final int RETRY_WAIT_MS = 200;

    private CuratorBarrier() {}

    static Timing measure(int members, ChildProcess zookeeper, String path) throws Exception {
        long cpuBeforeMs = zookeeper.cpuMs();
        List<CuratorFramework> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Stopwatch watch = new Stopwatch(members);
        try {
            for (int i = 0; i < members; i++) {
                CuratorFramework client = CuratorFrameworkFactory.builder()
                        .connectString(zookeeper.address())
                        .sessionTimeoutMs(SESSION_MS)
                        .connectionTimeoutMs(SESSION_MS)
                        .retryPolicy(new RetryNTimes(RETRIES, RETRY_WAIT_MS))
                        .build();
                clients.add(client);
                Thread thread = new Thread(() -> enter(client, path, members, watch), "member-" + i);
                threads.add(thread);
                thread.start();
            }
            watch.await();
            return new Timing(
                    watch.toGoMs(), watch.afterLastMs(), zookeeper.cpuMs() - cpuBeforeMs, zookeeper.residentMb(), 0);
        } finally {
            // Together: a close takes a tenth of a second, and a thousand of them in a row would take minutes.
            clients.parallelStream().forEach(CuratorFramework::close);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void enter(CuratorFramework client, String path, int members, Stopwatch watch) {
        try {
            client.start();
            client.blockUntilConnected();
            watch.connected();
            new DistributedDoubleBarrier(client, path, members).enter();
            watch.go();
        } catch (Exception e) {
            throw new IllegalStateException("a member could not enter", e);
        }
    }
}
