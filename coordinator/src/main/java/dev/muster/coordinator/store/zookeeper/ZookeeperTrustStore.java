package dev.muster.coordinator.store.zookeeper;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.wire.Compression;
import dev.muster.common.wire.ModelJson;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustStore;
import java.io.IOException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/** Keeps a cluster's trust in a node of its own: every coordinator may change it, and none overwrites another's change. */
public final class ZookeeperTrustStore implements TrustStore {

    private static final ObjectMapper JSON = ModelJson.json();

    private final CuratorFramework client;
    private final String path;

    public ZookeeperTrustStore(ZookeeperConnection connection) {
        this.client = connection.client();
        this.path = connection.paths().trust();
    }

    @Override
    public Kept read() throws IOException {
        if (!client.getZookeeperClient().isConnected()) {
            throw new IOException("the store does not answer");
        }
        try {
            Stat stat = new Stat();
            byte[] packed = client.getData().storingStatIn(stat).forPath(path);
            return new Kept(JSON.readValue(Compression.unpack(packed), Trust.class), stat.getVersion());
        } catch (KeeperException.NoNodeException e) {
            return new Kept(Trust.NOBODY, Kept.ABSENT);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the store does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean write(Trust trust, int version) throws IOException {
        byte[] packed = Compression.pack(JSON.writeValueAsBytes(trust));
        if (packed.length > StateStore.STORED_BYTES_MAX) {
            throw new IOException("the cluster's trust is too large for the store: " + packed.length + " bytes");
        }
        try {
            if (version == Kept.ABSENT) {
                client.create().creatingParentsIfNeeded().forPath(path, packed);
            } else {
                client.setData().withVersion(version).forPath(path, packed);
            }
            return true;
        } catch (KeeperException.BadVersionException | KeeperException.NodeExistsException e) {
            return false;
        } catch (Exception e) {
            throw new IOException("the store does not answer: " + e.getMessage(), e);
        }
    }
}
