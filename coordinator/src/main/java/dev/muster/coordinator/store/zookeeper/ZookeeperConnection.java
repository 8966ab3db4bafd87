package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.ClusterName;
import java.util.function.BooleanSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.StandardConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.ZooKeeper;

/** One session with an ensemble, on behalf of one cluster. */
public final class ZookeeperConnection implements AutoCloseable {

    private static final int RETRIES = 2;
    private static final int RETRY_WAIT_MS = 100;

    private final CuratorFramework client;
    private final StorePaths paths;
    private final int sessionMs;
    private final BooleanSupplier isStoreLeader;

    private ZookeeperConnection(
            CuratorFramework client, StorePaths paths, int sessionMs, BooleanSupplier isStoreLeader) {
        this.client = client;
        this.paths = paths;
        this.sessionMs = sessionMs;
        this.isStoreLeader = isStoreLeader;
    }

    /**
     * Begins to connect to the server of this process, and to no other member of its ensemble; does not wait for it.
     *
     * @param sessionMs after which a silent client has lost its session, in milliseconds
     */
    public static ZookeeperConnection open(StoreServer own, ClusterName cluster, int sessionMs) {
        OwnServer only = new OwnServer(own.ensemble());
        CuratorFrameworkFactory.Builder builder = builder(own.ensemble(), sessionMs)
                // What the ensemble knows of its members leads nowhere else either.
                .ensembleTracker(false)
                .zookeeperFactory((servers, timeoutMs, watcher, readOnly) ->
                        new ZooKeeper(servers, timeoutMs, watcher, readOnly, only));
        return started(builder, cluster, sessionMs, own::isFollowed);
    }

    /**
     * Begins to connect to an ensemble that others run; does not wait for it.
     *
     * @param ensemble {@code host:port,host:port}, with or without a path at the end
     * @param sessionMs after which a silent client has lost its session, in milliseconds
     */
    public static ZookeeperConnection open(String ensemble, ClusterName cluster, int sessionMs) {
        return started(builder(ensemble, sessionMs), cluster, sessionMs, () -> false);
    }

    private static ZookeeperConnection started(
            CuratorFrameworkFactory.Builder builder,
            ClusterName cluster,
            int sessionMs,
            BooleanSupplier isStoreLeader) {
        CuratorFramework client = builder.build();
        client.start();
        return new ZookeeperConnection(client, new StorePaths(cluster), sessionMs, isStoreLeader);
    }

    private static CuratorFrameworkFactory.Builder builder(String ensemble, int sessionMs) {
        return CuratorFrameworkFactory.builder()
                .connectString(ensemble)
                .sessionTimeoutMs(sessionMs)
                .connectionTimeoutMs(sessionMs)
                .retryPolicy(new RetryNTimes(RETRIES, RETRY_WAIT_MS))
                // SUSPENDED already ends a leadership. With the session policy two leaders overlapped in every
                // partition tried.
                .connectionStateErrorPolicy(new StandardConnectionStateErrorPolicy())
                // Containers vanish when they are empty, and with them our parents.
                .dontUseContainerParents();
    }

    /** Whether the end of this process interrupts the store for everybody: its server is the one that the others follow. */
    public boolean isBesideStoreLeader() {
        return isStoreLeader.getAsBoolean();
    }

    public CuratorFramework client() {
        return client;
    }

    public StorePaths paths() {
        return paths;
    }

    /** The session's time-out that was asked for, in milliseconds. */
    public int sessionMs() {
        return sessionMs;
    }

    /** Ends the session: its claims end with it. */
    @Override
    public void close() {
        client.close();
    }
}
