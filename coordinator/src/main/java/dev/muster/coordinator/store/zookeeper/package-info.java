/**
 * The store on ZooKeeper: one node each for the cluster's id, the epoch and the state, below {@code /muster/CLUSTER}; the
 * connection to an ensemble; and the server that runs inside the coordinator when no ensemble is named.
 */
@NullMarked
package dev.muster.coordinator.store.zookeeper;

import org.jspecify.annotations.NullMarked;
