package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.ClusterName;

/** Where one cluster lives in an ensemble that others may share. */
public record StorePaths(ClusterName cluster) {

    public String root() {
        return "/muster/" + cluster;
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
