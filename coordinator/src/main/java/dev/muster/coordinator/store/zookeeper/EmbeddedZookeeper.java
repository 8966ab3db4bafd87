package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.util.ServiceUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper server inside the coordinator's process, with its data on disk, for the one coordinator that runs it.
 *
 * <ol>
 *   <li>It listens on a loopback address only: nobody but this machine may talk to it.
 *   <li>One process uses a directory: the second finds it locked.
 *   <li>Sessions of an earlier process end at the start. Nobody else can hold one, and waiting for their time-out would keep a
 *       restarted coordinator from leading for seconds.
 *   <li>It never ends the process; trouble with its disk is reported.
 * </ol>
 */
public final class EmbeddedZookeeper implements StoreServer {

    /** The server's unit of time, in milliseconds; sessions last 2 to 20 of them. */
    public static final int TICK_MS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZookeeper.class);
    private static final int CONNECTIONS_MAX = 16;
    private static final int SNAPSHOTS_KEPT = 3;
    private static final int PURGE_HOURS = 1;

    private final StoreDirectory directory;
    private final FileTxnSnapLog log;
    private final ReportingServer server;
    private final ServerCnxnFactory sockets;
    private final DatadirCleanupManager purge;

    private EmbeddedZookeeper(
            StoreDirectory directory,
            FileTxnSnapLog log,
            ReportingServer server,
            ServerCnxnFactory sockets,
            DatadirCleanupManager purge) {
        this.directory = directory;
        this.log = log;
        this.server = server;
        this.sockets = sockets;
        this.purge = purge;
    }

    /**
     * Starts a server and waits until it serves.
     *
     * @param directory of its data; made when it is not there
     * @param self the host that it runs on
     * @param port to listen on, at a loopback address; 0 for any free one
     * @param broken told, on some thread and at most a few times, when the server cannot store any more
     */
    public static Start start(Path directory, HostName self, int port, Consumer<Failure> broken) {
        InetAddress address = addressFor(self);
        StoreDirectory locked = null;
        try {
            locked = StoreDirectory.acquire(directory, List.of(self.value()));
            return new Start.Running(serve(locked, new InetSocketAddress(address, port), broken));
        } catch (StoreDirectory.RefusedException e) {
            return new Start.Failed(e.failure());
        } catch (IOException e) {
            close(locked);
            return new Start.Failed(Failure.of(
                    "STORE_BROKEN",
                    "the embedded store in " + directory + " does not start: " + e.getMessage(),
                    "check that the disk has room and the folder belongs to you; its data was not changed"));
        } catch (InterruptedException e) {
            close(locked);
            Thread.currentThread().interrupt();
            return new Start.Failed(Failure.of("STORE_BROKEN", "interrupted while the store started", ""));
        }
    }

    /** The host's own address when that is a loopback one, else 127.0.0.1. */
    static InetAddress addressFor(HostName host) {
        try {
            boolean literal = host.isLoopback() && !host.value().equals("localhost");
            return InetAddress.getByName(literal ? host.value() : "127.0.0.1");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address is not looked up: " + host, e);
        }
    }

    @Override
    public String ensemble() {
        InetSocketAddress address = sockets.getLocalAddress();
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public boolean isFollowed() {
        return false;
    }

    @Override
    public void close() {
        purge.shutdown();
        sockets.shutdown();
        server.shutdown(true);
        close(log::close);
        close(directory);
    }

    private static EmbeddedZookeeper serve(
            StoreDirectory directory, InetSocketAddress address, Consumer<Failure> broken)
            throws IOException, InterruptedException {
        ServiceUtils.setSystemExitProcedure(status -> LOG.error("the embedded store wanted to exit with {}", status));
        ProcessProperties.set();
        File data = directory.path().toFile();
        FileTxnSnapLog log = new FileTxnSnapLog(data, data);
        ReportingServer server = new ReportingServer(log, directory.path(), broken);
        NIOServerCnxnFactory sockets = new NIOServerCnxnFactory();
        try {
            sockets.configure(address, CONNECTIONS_MAX);
            sockets.setZooKeeperServer(server);
            server.startdata();
            server.startup();
            List.copyOf(server.getZKDatabase().getSessions()).forEach(server::closeSession);
            sockets.startup(server, false);
        } catch (IOException | RuntimeException e) {
            sockets.shutdown();
            close(log::close);
            throw e;
        }
        DatadirCleanupManager purge = new DatadirCleanupManager(data, data, SNAPSHOTS_KEPT, PURGE_HOURS);
        purge.start();
        return new EmbeddedZookeeper(directory, log, server, sockets, purge);
    }

    private static void close(@Nullable Closeable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (IOException e) {
            LOG.warn("closing the embedded store: {}", e.toString());
        }
    }

    /** Says when it cannot go on, instead of ending the process. */
    private static final class ReportingServer extends ZooKeeperServer {

        private final Path directory;
        private final Consumer<Failure> broken;

        ReportingServer(FileTxnSnapLog log, Path directory, Consumer<Failure> broken) {
            super(log, TICK_MS, -1, -1, -1, new ZKDatabase(log), "");
            this.directory = directory;
            this.broken = broken;
        }

        @Override
        protected void setState(State state) {
            super.setState(state);
            if (state == State.ERROR) {
                broken.accept(Failure.of(
                        "STORE_BROKEN",
                        "the embedded store cannot write to " + directory,
                        "check that the disk has room, then start again; running components stay as they are"));
            }
        }
    }
}
