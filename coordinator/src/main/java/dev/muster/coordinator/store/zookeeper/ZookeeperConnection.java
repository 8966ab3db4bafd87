package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.ClusterName;
import java.util.function.BooleanSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.StandardConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** One session with an ensemble, on behalf of one cluster. */
public final class ZookeeperConnection implements AutoCloseable {

    private static final int RETRIES = 2;
    private static final int RETRY_WAIT_MS = 100;

    private final CuratorFramework client;
    private final StoreLogin login;
    private final StorePaths paths;
    private final int sessionMs;
    private final BooleanSupplier isStoreLeader;

    private ZookeeperConnection(
            CuratorFramework client, StoreLogin login, StorePaths paths, int sessionMs, BooleanSupplier isStoreLeader) {
        this.client = client;
        this.login = login;
        this.paths = paths;
        this.sessionMs = sessionMs;
        this.isStoreLeader = isStoreLeader;
    }

    /**
     * Begins to connect to the server of this process, and to no other member of its ensemble; does not wait for it.
     *
     * @param login shown to it
     * @param sessionMs after which a silent client has lost its session, in milliseconds
     */
    public static ZookeeperConnection open(StoreServer own, StoreLogin login, ClusterName cluster, int sessionMs) {
        OwnServer only = new OwnServer(own.ensemble());
        CuratorFrameworkFactory.Builder builder = builder(own.ensemble(), login, sessionMs)
                // What the ensemble knows of its members leads nowhere else either.
                .ensembleTracker(false)
                .zookeeperFactory((servers, timeoutMs, watcher, readOnly) ->
                        new ZooKeeper(servers, timeoutMs, watcher, readOnly, only, client(login)));
        return started(builder, login, cluster, sessionMs, own::isFollowed);
    }

    /**
     * Begins to connect to an ensemble that others run; does not wait for it.
     *
     * @param ensemble {@code host:port,host:port}, with or without a path at the end
     * @param login shown to it
     * @param sessionMs after which a silent client has lost its session, in milliseconds
     */
    public static ZookeeperConnection open(String ensemble, StoreLogin login, ClusterName cluster, int sessionMs) {
        CuratorFrameworkFactory.Builder builder = builder(ensemble, login, sessionMs)
                .zookeeperFactory((servers, timeoutMs, watcher, readOnly) ->
                        new ZooKeeper(servers, timeoutMs, watcher, readOnly, client(login)));
        return started(builder, login, cluster, sessionMs, () -> false);
    }

    private static ZKClientConfig client(StoreLogin login) {
        StoreTls tls = login.tls();
        if (tls == null) {
            return new ZKClientConfig();
        }
        tls.refresh();
        return tls.configuration();
    }

    private static ZookeeperConnection started(
            CuratorFrameworkFactory.Builder builder,
            StoreLogin login,
            ClusterName cluster,
            int sessionMs,
            BooleanSupplier isStoreLeader) {
        CuratorFramework client = builder.build();
        client.start();
        return new ZookeeperConnection(client, login, new StorePaths(cluster), sessionMs, isStoreLeader);
    }

    private static CuratorFrameworkFactory.Builder builder(String ensemble, StoreLogin login, int sessionMs) {
        return CuratorFrameworkFactory.builder()
                .authorization(login.shown())
                .aclProvider(new OwnNodes(login))
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

    /** What it shows to the ensemble. */
    StoreLogin login() {
        return login;
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
