package dev.muster.coordinator.leader;

import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.framework.recipes.leader.Participant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A candidacy on ZooKeeper: an ephemeral node in a queue, by Curator's recipe. */
final class LatchElection implements Election {

    private static final Logger LOG = LoggerFactory.getLogger(LatchElection.class);

    /** ZooKeeper numbers the nodes of a queue with ten digits at the end of their names. */
    private static final int NUMBER_DIGITS = 10;

    private final ZookeeperConnection connection;
    private final LeaderLatch latch;

    private LatchElection(ZookeeperConnection connection, LeaderLatch latch) {
        this.connection = connection;
        this.latch = latch;
    }

    /** The queue of a cluster, for one contender. */
    record Queue(ZookeeperConnection connection, String contender) implements Line {

        @Override
        public Election join(Executor executor, Consumer<Election> elected, Consumer<Election> deposed)
                throws Exception {
            return LatchElection.join(this, executor, elected, deposed);
        }

        @Override
        public boolean has(String other) {
            try {
                return latch().getParticipants().stream()
                        .anyMatch(participant -> participant.getId().equals(other));
            } catch (Exception e) {
                LOG.debug("the election's queue cannot be read", e);
                return false;
            }
        }

        @Override
        public boolean hasBetter() {
            if (!connection.isBesideStoreLeader()) {
                return false;
            }
            try {
                return latch().getParticipants().stream()
                        .anyMatch(participant -> !participant.getId().equals(contender));
            } catch (Exception e) {
                LOG.debug("the election's queue cannot be read", e);
                return false;
            }
        }

        private LeaderLatch latch() {
            return new LeaderLatch(connection.client(), connection.paths().latch(), contender);
        }
    }

    private static Election join(Queue queue, Executor executor, Consumer<Election> elected, Consumer<Election> deposed)
            throws Exception {
        LeaderLatch latch = queue.latch();
        LatchElection election = new LatchElection(queue.connection(), latch);
        latch.addListener(
                new LeaderLatchListener() {
                    @Override
                    public void isLeader() {
                        elected.accept(election);
                    }

                    @Override
                    public void notLeader() {
                        deposed.accept(election);
                    }
                },
                executor);
        latch.start();
        return election;
    }

    @Override
    public boolean isElected() {
        return latch.hasLeadership();
    }

    @Override
    public String claimPath() {
        String path = latch.getOurPath();
        return path == null ? "" : path;
    }

    @Override
    public boolean isStuck() {
        if (!connection.client().getZookeeperClient().isConnected()) {
            return false;
        }
        try {
            String first = first(
                    connection.client().getChildren().forPath(connection.paths().latch()));
            return first == null || claimPath().isEmpty() || claimPath().endsWith("/" + first);
        } catch (Exception e) {
            LOG.debug("the election's queue cannot be read", e);
            return true;
        }
    }

    @Override
    public Optional<String> first() {
        try {
            Participant leader = latch.getLeader();
            return Optional.of(leader.isLeader() ? leader.getId() : "");
        } catch (Exception e) {
            LOG.debug("the election's queue cannot be read", e);
            return Optional.empty();
        }
    }

    @Override
    public void leave() {
        try {
            latch.close();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("left already", e);
        }
    }

    private static @Nullable String first(List<String> nodes) {
        return nodes.stream()
                .filter(node -> node.length() > NUMBER_DIGITS)
                .min(Comparator.comparing(node -> node.substring(node.length() - NUMBER_DIGITS)))
                .orElse(null);
    }
}
