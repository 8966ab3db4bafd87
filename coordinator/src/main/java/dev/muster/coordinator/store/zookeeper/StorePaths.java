package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.ClusterName;
import java.util.List;

/** Where one cluster lives in an ensemble that others may share. */
public record StorePaths(ClusterName cluster) {

    /** Above the clusters. */
    static final String TOP = "/muster";

    public String root() {
        return TOP + "/" + cluster;
    }

    /** The nodes of the cluster that last, parents first. */
    List<String> all() {
        return List.of(root(), id(), epoch(), state(), trust(), latch());
    }

    /** The cluster's id, written once. */
    public String id() {
        return root() + "/id";
    }

    /** The last epoch that led, in decimal; its node's version is the fence. */
    public String epoch() {
        return root() + "/epoch";
    }

    /** The state, gzip; no bytes before the first write. */
    public String state() {
        return root() + "/state";
    }

    /** Who may join, gzip. */
    public String trust() {
        return root() + "/trust";
    }

    /** Parent of the election's nodes. */
    public String latch() {
        return root() + "/latch";
    }
}
