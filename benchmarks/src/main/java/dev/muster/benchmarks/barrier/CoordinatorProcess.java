package dev.muster.benchmarks.barrier;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.net.Limits;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.board.Remedy;
import dev.muster.coordinator.core.CoordinatorSettings;
import dev.muster.coordinator.core.Definer;
import dev.muster.coordinator.core.Planner;
import dev.muster.coordinator.core.SessionSettings;
import dev.muster.coordinator.node.CoordinatorNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * The coordinator of the product, with a cluster of N hosts. Arguments: N, the ensemble, a directory, the cluster's name; and, when
 * it is to have a certain one, the port that it listens on and {@value #STANDBY} when it does not lead at first.
 *
 * <p>It says {@value #LEADING} when it leads and {@value #LOST} for each host that it calls lost.
 */
public final class CoordinatorProcess {

    public static final String LEADING = "LEADING";
    public static final String LOST = "LOST";
    public static final String STANDBY = "standby";

    private static final long HEARTBEAT_MS = 1_000;
    private static final long LEASE_MS = 5_000;
    private static final int SESSION_MS = 4_000;
    private static final MusterSettings.Http HTTP = new MusterSettings.Http(
            0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 100, 1_000_000, 10_000, 60_000);

    /** The ensemble is another process. */
    private static final MusterSettings.Store.Ensemble UNUSED_PORTS = new MusterSettings.Store.Ensemble(0, 0, 0, 0);

    private CoordinatorProcess() {}

    public static void main(String[] arguments) throws Exception {
        int hosts = Integer.parseInt(arguments[0]);
        int port = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 0;
        boolean standby = arguments.length > 5 && arguments[5].equals(STANDBY);
        Definer.Definition definition =
                new Definer.Definition(Crowd.spec(new ClusterName(arguments[3]), hosts), Crowd.rules());
        CoordinatorSettings core = new CoordinatorSettings(
                definition,
                Crowd.SPEC_HASH,
                "",
                Crowd.host(standby ? 1 : 0),
                new SessionSettings(HEARTBEAT_MS, LEASE_MS, 0.5, 10 * LEASE_MS),
                0,
                null);
        Planner planner = (spec, host, role, facts, formation) -> new Planner.Ready(Crowd.plan(host, role));
        CountDownLatch leading = new CountDownLatch(1);
        CoordinatorNode.Settings settings = new CoordinatorNode.Settings(
                core,
                text -> definition,
                planner,
                new InetSocketAddress("127.0.0.1", port),
                Limits.DEFAULT,
                Path.of(arguments[2]),
                new MusterSettings.Store(arguments[1], 0, SESSION_MS, MusterSettings.Store.Login.NONE, UNUSED_PORTS),
                HTTP,
                null,
                spec -> List.of(),
                spec -> (host, role) -> new TreeMap<>(),
                new Remedy("muster", "", "", false),
                false);
        try (CoordinatorNode node = CoordinatorNode.start(settings, new Listener(leading))) {
            if (!standby) {
                leading.await();
            }
            ChildProcess.serveUntilClosed("127.0.0.1:" + node.address().getPort());
        }
    }

    private record Listener(CountDownLatch leading) implements CoordinatorNode.Listener {
        @Override
        public void event(ClusterEvent event) {
            if (event.type() == ClusterEvent.Type.LEADING) {
                System.out.println(LEADING);
                leading.countDown();
            } else if (event.type() == ClusterEvent.Type.HOST_LOST) {
                System.out.println(LOST);
            }
        }

        @Override
        public void steppedDown() {
            System.err.println("stepped down");
        }

        @Override
        public void finished(String reason) {
            System.err.println("finished: " + reason);
        }

        @Override
        public void failed(Failure failure) {
            System.err.println(failure);
        }
    }
}
