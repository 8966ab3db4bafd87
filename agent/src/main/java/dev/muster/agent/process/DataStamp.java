package dev.muster.agent.process;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose data the folder of a component holds. Written into it before the first launch, and moved with it.
 *
 * <p>Data of another cluster must not be started on: OpenSearch nodes of two clusters both report green and never merge, and a
 * Cassandra node takes part in the ring that its data name. Only the cluster's id decides: names are given again. Host and role
 * say where the data come from, for people.
 *
 * @param cluster that was asked for the launch
 * @param clusterName as cluster.json has it
 */
public record DataStamp(ClusterId cluster, ClusterName clusterName, HostName host, Role role) {

    /** What is found where the stamp of a folder lies. */
    sealed interface Reading {
        /** No stamp: nothing was launched there yet, or before there were stamps. */
        record None() implements Reading {}

        /** A stamp. */
        record Found(DataStamp stamp) implements Reading {}

        /** Something that is not a stamp, or cannot be read. */
        record Unreadable(String why) implements Reading {}
    }

    /** Why nothing may be launched for this cluster in a folder whose stamp reads so. */
    Optional<Failure> objectionTo(Path file, Reading reading) {
        if (reading instanceof Reading.Found found && !found.stamp().cluster().equals(cluster)) {
            return Optional.of(otherCluster(file, found.stamp()));
        }
        if (reading instanceof Reading.Unreadable unreadable) {
            return Optional.of(Failure.of(
                    "DATA_STAMP_UNREADABLE",
                    role + ": nobody can tell whose data " + file.getParent() + " holds: " + file + ": "
                            + unreadable.why(),
                    "Nothing was started and nothing deleted. If the data are this cluster's, move " + file
                            + " away; else move the folder away or use another --dir."));
        }
        return Optional.empty();
    }

    private Failure otherCluster(Path file, DataStamp other) {
        return Failure.of(
                "DATA_OF_ANOTHER_CLUSTER",
                role + ": " + file.getParent() + " holds data of cluster \"" + other.clusterName + "\" ("
                        + other.cluster
                        + "), written as " + other.host + "/" + other.role + ", and this is cluster \"" + clusterName
                        + "\" (" + cluster + ")",
                "Nothing was started and nothing deleted. Use another --dir for this cluster, or move the folder"
                        + " away.");
    }
}
