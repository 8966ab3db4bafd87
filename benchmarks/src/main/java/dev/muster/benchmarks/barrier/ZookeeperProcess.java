package dev.muster.benchmarks.barrier;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** One ZooKeeper server without a limit of connections, for both sides of the comparison: argument a directory. */
public final class ZookeeperProcess {

    private static final int TICK_MS = 2_000;
    private static final int UNLIMITED = 0;
    private static final int BACKLOG = 4_096;

    private ZookeeperProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        ZooKeeperServer server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MS);
        NIOServerCnxnFactory sockets = new NIOServerCnxnFactory();
        sockets.configure(new InetSocketAddress("127.0.0.1", 0), UNLIMITED, BACKLOG);
        sockets.startup(server);
        ChildProcess.serveUntilClosed("127.0.0.1:" + sockets.getLocalPort());
        sockets.shutdown();
    }
}
