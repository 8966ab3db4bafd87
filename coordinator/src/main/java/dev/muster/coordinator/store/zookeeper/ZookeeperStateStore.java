package dev.muster.coordinator.store.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.wire.Compression;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.FormResult;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StoreFailures;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.TakeResult;
import dev.muster.coordinator.store.WriteResult;
import dev.muster.coordinator.store.WriteResult.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a cluster's state in ZooKeeper. One thread makes the calls, one after another, each bounded by the client's time-outs. */
public final class ZookeeperStateStore implements StateStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ZookeeperStateStore.class);
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int ANY_VERSION = -1;

    private final CuratorFramework client;
    private final StorePaths paths;
    private final OwnNodes nodes;
    private final ExecutorService thread;

    /** Used by {@code thread} alone. */
    private boolean areOwn;

    public ZookeeperStateStore(ZookeeperConnection connection) {
        this.client = connection.client();
        this.paths = connection.paths();
        this.nodes = new OwnNodes(connection.login());
        this.thread = Executors.newSingleThreadExecutor(DaemonThreads.named("muster-store"));
    }

    @Override
    public CompletableFuture<ReadResult> read() {
        return call(this::readNow, ReadResult.Unavailable::new);
    }

    @Override
    public CompletableFuture<Boolean> isReached() {
        try {
            return sync().thenApply(code -> code == Code.OK.intValue());
        } catch (Exception e) {
            LOG.debug("the store cannot be asked", e);
            return CompletableFuture.completedFuture(false);
        }
    }

    @Override
    public CompletableFuture<FormResult> form(Founding founding) {
        return call(() -> formNow(founding), reason -> FormResult.UNAVAILABLE);
    }

    @Override
    public CompletableFuture<TakeResult> takeLead(Claim claim, StoredState seen) {
        return call(() -> takeNow(claim, seen), TakeResult.Unavailable::new);
    }

    @Override
    public CompletableFuture<WriteResult> write(Fence fence, int version, byte[] state) {
        byte[] packed = Compression.pack(state);
        if (packed.length > STORED_BYTES_MAX) {
            return CompletableFuture.completedFuture(new WriteResult.Failed(StoreFailures.tooLarge(packed.length)));
        }
        return call(() -> writeNow(fence, version, packed), WriteResult.Unavailable::new);
    }

    /** Ends its thread; calls that have not been made yet are unavailable. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private ReadResult readNow() throws Exception {
        catchUp();
        try {
            if (!areOwn) {
                nodes.close(client, paths);
                areOwn = true;
            }
            return foundNow();
        } catch (KeeperException.NoAuthException e) {
            return new ReadResult.Unreadable(StoreFailures.denied(String.valueOf(e.getPath())));
        }
    }

    private ReadResult foundNow() throws Exception {
        Stat epochStat = new Stat();
        Stat stateStat = new Stat();
        String id = idNow();
        if (id == null && client.checkExists().forPath(paths.state()) == null) {
            return new ReadResult.Empty();
        }
        // The cluster may have been formed between the two looks; all of it comes at once.
        id = id == null ? idNow() : id;
        if (id == null) {
            return unreadable(paths.id(), "it is missing beside the state");
        }
        String epoch;
        byte[] packed;
        try {
            epoch = new String(client.getData().storingStatIn(epochStat).forPath(paths.epoch()), UTF_8);
            packed = client.getData().storingStatIn(stateStat).forPath(paths.state());
        } catch (KeeperException.NoNodeException e) {
            return unreadable(paths.root(), e.getPath() + " is missing");
        }
        if (!ID.matcher(id).matches()) {
            return unreadable(paths.id(), "not a cluster's id");
        }
        if (!NUMBER.matcher(epoch).matches()) {
            return unreadable(paths.epoch(), "not a number");
        }
        try {
            byte[] state = packed.length == 0 ? null : Compression.unpack(packed);
            Fence fence = new Fence(new Epoch(Long.parseLong(epoch)), epochStat.getVersion());
            return new ReadResult.Found(new StoredState(new ClusterId(id), fence, stateStat.getVersion(), state));
        } catch (IOException e) {
            return unreadable(paths.state(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Has our server catch up with the ensemble's leader. A member that lags answers with an older state than this machine has
     * met, and that would be taken for a store that was put back from a copy.
     */
    private void catchUp() throws Exception {
        int code = sync().get(client.getZookeeperClient().getConnectionTimeoutMs(), TimeUnit.MILLISECONDS);
        if (code != Code.OK.intValue()) {
            throw KeeperException.create(Code.get(code), "/");
        }
    }

    /** The answer of the ensemble's leader, which our server asks: a result code. */
    private CompletableFuture<Integer> sync() throws Exception {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        client.sync()
                .inBackground((own, event) -> answer.complete(event.getResultCode()))
                .forPath("/");
        return answer;
    }

    private @Nullable String idNow() throws Exception {
        try {
            return new String(client.getData().forPath(paths.id()), UTF_8);
        } catch (KeeperException.NoNodeException e) {
            return null;
        }
    }

    private FormResult formNow(Founding founding) throws Exception {
        try {
            client.create().creatingParentsIfNeeded().forPath(paths.root(), new byte[0]);
        } catch (KeeperException.NodeExistsException e) {
            LOG.debug("{} is there", paths.root());
        }
        try {
            client.transaction()
                    .forOperations(
                            client.transactionOp()
                                    .create()
                                    .forPath(paths.id(), founding.id().value().getBytes(UTF_8)),
                            client.transactionOp()
                                    .create()
                                    .forPath(
                                            paths.epoch(),
                                            founding.epoch().toString().getBytes(UTF_8)),
                            client.transactionOp().create().forPath(paths.state(), new byte[0]));
            return FormResult.FORMED;
        } catch (KeeperException.NodeExistsException e) {
            return FormResult.ALREADY_THERE;
        }
    }

    private TakeResult takeNow(Claim claim, StoredState seen) throws Exception {
        Epoch next = seen.fence().epoch().next();
        try {
            List<CuratorTransactionResult> results = client.transaction()
                    .forOperations(
                            client.transactionOp()
                                    .check()
                                    .withVersion(ANY_VERSION)
                                    .forPath(claim.path()),
                            client.transactionOp()
                                    .check()
                                    .withVersion(seen.version())
                                    .forPath(paths.state()),
                            client.transactionOp()
                                    .setData()
                                    .withVersion(seen.fence().version())
                                    .forPath(paths.epoch(), next.toString().getBytes(UTF_8)));
            int version = results.get(2).getResultStat().getVersion();
            return new TakeResult.Taken(new Fence(next, version));
        } catch (KeeperException.NoNodeException e) {
            return new TakeResult.Refused("the claim or the cluster is gone");
        } catch (KeeperException.BadVersionException e) {
            return new TakeResult.Refused("another epoch was taken, or the state moved");
        }
    }

    private WriteResult writeNow(Fence fence, int version, byte[] packed) throws Exception {
        try {
            List<CuratorTransactionResult> results = client.transaction()
                    .forOperations(
                            client.transactionOp()
                                    .check()
                                    .withVersion(fence.version())
                                    .forPath(paths.epoch()),
                            client.transactionOp()
                                    .setData()
                                    .withVersion(version)
                                    .forPath(paths.state(), packed));
            return new WriteResult.Stored(results.get(1).getResultStat().getVersion());
        } catch (KeeperException.NoNodeException e) {
            return new WriteResult.Refused(Reason.WIPED);
        } catch (KeeperException.BadVersionException e) {
            return isFenced(e) ? new WriteResult.Refused(Reason.FENCED) : moved(version, packed);
        }
    }

    /** The fence is checked first, so a bad version of the second operation means that the fence held. */
    private static boolean isFenced(KeeperException refused) {
        List<OpResult> results = refused.getResults();
        return results == null
                || results.isEmpty()
                || (results.get(0) instanceof ErrorResult first && first.getErr() != Code.OK.intValue());
    }

    /**
     * The client repeats a transaction whose answer was lost. When the first try did land, the repetition finds the version
     * one further and exactly these bytes: under our fence nobody else can have put them there.
     */
    private WriteResult moved(int version, byte[] packed) throws Exception {
        Stat stat = new Stat();
        byte[] now = client.getData().storingStatIn(stat).forPath(paths.state());
        return stat.getVersion() == version + 1 && Arrays.equals(now, packed)
                ? new WriteResult.Stored(stat.getVersion())
                : new WriteResult.Refused(Reason.VERSION_MOVED);
    }

    private static ReadResult unreadable(String where, String why) {
        return new ReadResult.Unreadable(StoreFailures.corrupt(where, why));
    }

    private interface Call<R> {
        R make() throws Exception;
    }

    private <R> CompletableFuture<R> call(Call<R> call, Function<String, R> unavailable) {
        CompletableFuture<R> result = new CompletableFuture<>();
        try {
            thread.execute(() -> result.complete(madeOr(call, unavailable)));
        } catch (RejectedExecutionException e) {
            result.complete(unavailable.apply("the store is closed"));
        }
        return result;
    }

    private static <R> R madeOr(Call<R> call, Function<String, R> unavailable) {
        try {
            return call.make();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable.apply("the store is closed");
        } catch (Exception e) {
            LOG.debug("the store did not answer", e);
            return unavailable.apply(String.valueOf(e.getMessage()));
        }
    }
}
