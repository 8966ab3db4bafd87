package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.ClusterName;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.StandardConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryNTimes;

/** One session with an ensemble, on behalf of one cluster. */
public final class ZookeeperConnection implements AutoCloseable {

    private static final int RETRIES = 2;
    private static final int RETRY_WAIT_MS = 100;

    private final CuratorFramework client;
    private final StorePaths paths;
    private final int sessionMs;

    private ZookeeperConnection(CuratorFramework client, StorePaths paths, int sessionMs) {
        this.client = client;
        this.paths = paths;
        this.sessionMs = sessionMs;
    }

    /**
     * Begins to connect; does not wait for it.
     *
     * @param ensemble {@code host:port,host:port}, with or without a path at the end
     * @param sessionMs after which a silent client has lost its session, in milliseconds
     */
    public static ZookeeperConnection open(String ensemble, ClusterName cluster, int sessionMs) {
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(ensemble)
                .sessionTimeoutMs(sessionMs)
                .connectionTimeoutMs(sessionMs)
                .retryPolicy(new RetryNTimes(RETRIES, RETRY_WAIT_MS))
                // SUSPENDED already ends a leadership. With the session policy two leaders overlapped in every
                // partition tried.
                .connectionStateErrorPolicy(new StandardConnectionStateErrorPolicy())
                // Containers vanish when they are empty, and with them our parents.
                .dontUseContainerParents()
                .build();
        client.start();
        return new ZookeeperConnection(client, new StorePaths(cluster), sessionMs);
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
