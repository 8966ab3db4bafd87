package dev.muster.benchmarks.failover;

import dev.muster.benchmarks.barrier.ChildProcess;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.store.zookeeper.Ensemble;
import dev.muster.coordinator.store.zookeeper.EnsembleMember;
import dev.muster.coordinator.store.zookeeper.StoreServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.retry.RetryNTimes;

/**
 * The limit: a member of an ensemble like the product's, and Curator's latch, nothing else. Arguments: a folder, the session's
 * time-out, which address is its own, and the addresses of all.
 */
final class LatchProcess {

    static final String JOINED = "JOINED";
    static final String LEADING = "LEADING";
    private static final Ensemble.Ports PORTS = new Ensemble.Ports(7421, 7424, 7422, 7423);

    private LatchProcess() {}

    public static void main(String[] arguments) throws Exception {
        int sessionMs = Integer.parseInt(arguments[1]);
        String self = arguments[2];
        List<String> all = Arrays.asList(arguments).subList(3, arguments.length);
        Ensemble ensemble = new Ensemble(
                all.stream()
                        .map(address -> new Ensemble.Member(HostName.of(address), address))
                        .toList(),
                PORTS);
        StoreServer.Start start =
                EnsembleMember.start(Path.of(arguments[0]), ensemble, HostName.of(self), null, System.err::println);
        if (start instanceof StoreServer.Start.Failed failed) {
            throw new IllegalStateException(failed.failure().toString());
        }
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(ensemble.clients())
                .sessionTimeoutMs(sessionMs)
                .connectionTimeoutMs(sessionMs)
                .retryPolicy(new RetryNTimes(2, 100))
                .build();
        client.start();
        LeaderLatch latch = new LeaderLatch(client, "/latch", self);
        latch.addListener(new LeaderLatchListener() {
            @Override
            public void isLeader() {
                System.out.println(LEADING);
            }

            @Override
            public void notLeader() {
                System.err.println(self + " leads no longer");
            }
        });
        latch.start();
        Thread joined = new Thread(() -> sayWhenJoined(latch), "joined");
        joined.setDaemon(true);
        joined.start();
        ChildProcess.serveUntilClosed(self);
        System.exit(0); // what runs here has no other end to wait for
    }

    private static void sayWhenJoined(LeaderLatch latch) {
        try {
            Patience.await("a place in the queue", () -> latch.getOurPath() != null);
            System.out.println(JOINED);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
