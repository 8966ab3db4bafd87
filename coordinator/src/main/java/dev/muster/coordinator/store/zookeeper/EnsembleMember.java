package dev.muster.coordinator.store.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.security.Credentials;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.util.ServiceUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a cluster's ensemble, inside its coordinator's process. The agreement is ZooKeeper's own.
 *
 * <ol>
 *   <li>It answers nobody while fewer than a majority of the members are there.
 *   <li>Its data belong to one set of members: see {@link StoreDirectory}.
 *   <li>One process uses a directory: the second finds it locked.
 *   <li>It never ends the process; trouble is reported.
 *   <li>Where the cluster has certificates, whoever comes from elsewhere shows a coordinator's. Without one only this machine is
 *       served, at a loopback address, for components.
 * </ol>
 */
public final class EnsembleMember implements StoreServer {

    private static final Logger LOG = LoggerFactory.getLogger(EnsembleMember.class);
    private static final String NUMBER_FILE = "myid";
    private static final long CLOSE_MS = 10_000;

    private final String address;
    private final StoreDirectory directory;
    private final Peer peer = new Peer();
    private final DatadirCleanupManager purge;
    private final Thread thread;
    private volatile boolean closing;

    private EnsembleMember(
            String address, StoreDirectory directory, QuorumPeerConfig config, Consumer<Failure> broken) {
        this.address = address;
        this.directory = directory;
        this.purge = new DatadirCleanupManager(
                config.getDataDir(), config.getDataLogDir(), config.getSnapRetainCount(), config.getPurgeInterval());
        this.thread = new Thread(() -> run(config, broken), "muster-store-member");
        this.thread.setDaemon(true);
        ServiceUtils.setSystemExitProcedure(status -> ended("it wanted to exit with " + status, broken));
    }

    /**
     * Starts the member of {@code self}. It serves when a majority of the members runs, which this does not wait for.
     *
     * @param path of its data; made when it is not there
     * @param credentials by which the members know one another and their clients; null for links that are not encrypted
     * @param broken told, on some thread and perhaps more than once, when the server cannot go on
     */
    public static Start start(
            Path path,
            Ensemble ensemble,
            HostName self,
            @Nullable Supplier<Credentials> credentials,
            Consumer<Failure> broken) {
        StoreDirectory directory = null;
        try {
            directory = StoreDirectory.acquire(path, ensemble.lines());
            probe(ensemble.listens(self, credentials != null));
            Files.write(path.resolve(NUMBER_FILE), List.of(Integer.toString(ensemble.numberOf(self))), UTF_8);
            EnsembleMember member = new EnsembleMember(
                    ensemble.client(self), directory, configuration(path, ensemble, self, credentials), broken);
            member.purge.start();
            member.thread.start();
            return new Start.Running(member);
        } catch (StoreDirectory.RefusedException e) {
            return new Start.Failed(e.failure());
        } catch (IOException | ConfigException e) {
            close(directory);
            return new Start.Failed(Failure.of(
                    "STORE_BROKEN",
                    "this host's member of the store, in " + path + ", does not start: " + e.getMessage(),
                    "Check that the disk has room, the folder belongs to you, and its ports (store.ensemble in"
                            + " muster.conf) are free: ss -ltnp. Its data were not changed."));
        }
    }

    /** ZooKeeper tries a taken port again and again, and says so in its log only. */
    private static void probe(List<InetSocketAddress> addresses) throws IOException {
        for (InetSocketAddress address : addresses) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            } catch (IOException e) {
                throw new IOException(
                        address.getHostString() + " port " + address.getPort() + ": " + e.getMessage(), e);
            }
        }
    }

    private static QuorumPeerConfig configuration(
            Path path, Ensemble ensemble, HostName self, @Nullable Supplier<Credentials> credentials)
            throws IOException, ConfigException {
        ProcessProperties.set();
        File data = path.toFile();
        Properties properties = ensemble.configuration(data.getAbsolutePath(), self, credentials != null);
        if (credentials != null) {
            properties.putAll(MemberTls.configuration(credentials));
            properties.putAll(CoordinatorsOnly.configuration(credentials));
        }
        QuorumPeerConfig config = new QuorumPeerConfig();
        config.parseProperties(properties);
        return config;
    }

    private void run(QuorumPeerConfig config, Consumer<Failure> broken) {
        try {
            peer.runFromConfig(config);
            ended("it ended by itself", broken);
        } catch (Exception e) {
            LOG.error("the store's member failed", e);
            peer.running.completeExceptionally(e);
            ended(e.toString(), broken);
        }
    }

    private void ended(String why, Consumer<Failure> broken) {
        if (!closing) {
            LOG.error("the store's member cannot go on: {}", why);
            broken.accept(Failure.of(
                    "STORE_BROKEN",
                    "this host's member of the store, in " + directory.path() + ", cannot go on: " + why,
                    "check that the disk has room, then start again; running components stay as they are"));
        }
    }

    @Override
    public String ensemble() {
        return address;
    }

    @Override
    public boolean isFollowed() {
        boolean runs = peer.running.isDone() && !peer.running.isCompletedExceptionally();
        return runs && peer.running.join().getPeerState() == QuorumPeer.ServerState.LEADING;
    }

    @Override
    public void close() {
        closing = true;
        purge.shutdown();
        try {
            // One that is still on its way up cannot be told to end.
            peer.running.get(CLOSE_MS, TimeUnit.MILLISECONDS).shutdown();
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the store's member was not up when it was to end", e);
        }
        close(directory);
    }

    /** ZooKeeper's own wiring, which tells when the peer runs. */
    private static final class Peer extends QuorumPeerMain {

        final CompletableFuture<QuorumPeer> running = new CompletableFuture<>();

        @Override
        protected QuorumPeer getQuorumPeer() throws SaslException {
            return new QuorumPeer() {
                @Override
                public synchronized void start() {
                    super.start();
                    running.complete(this);
                }
            };
        }
    }

    private static void close(@Nullable StoreDirectory directory) {
        if (directory == null) {
            return;
        }
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("unlocking the store: {}", e.toString());
        }
    }
}
