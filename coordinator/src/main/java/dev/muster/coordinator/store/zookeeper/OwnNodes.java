package dev.muster.coordinator.store.zookeeper;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose the nodes of a cluster are: new ones from the start, and those of a cluster that was formed without a login as soon as they are met. */
final class OwnNodes implements ACLProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OwnNodes.class);
    private static final int ANY_VERSION = -1;

    private final StoreLogin login;

    OwnNodes(StoreLogin login) {
        this.login = login;
    }

    @Override
    public List<ACL> getDefaultAcl() {
        return login.owner();
    }

    /** The node above all clusters is nobody's own where others may add theirs. */
    @Override
    public List<ACL> getAclForPath(String path) {
        return login.isShared() && path.equals(StorePaths.TOP) ? ZooDefs.Ids.OPEN_ACL_UNSAFE : login.owner();
    }

    /** Takes the nodes that are there for their owner. */
    void close(CuratorFramework client, StorePaths paths) throws Exception {
        if (!login.isShared()) {
            close(client, StorePaths.TOP);
        }
        for (String path : paths.all()) {
            close(client, path);
        }
    }

    private void close(CuratorFramework client, String path) throws Exception {
        try {
            if (login.isTooOpen(client.getACL().forPath(path))) {
                client.setACL().withVersion(ANY_VERSION).withACL(login.owner()).forPath(path);
                LOG.info("{} in the store is the coordinators' own from now on", path);
            }
        } catch (KeeperException.NoNodeException e) {
            LOG.debug("{} is not there yet", path);
        }
    }
}
