package dev.muster.coordinator.leader;

import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.leader.LeadershipEvent.BecameLeader;
import dev.muster.coordinator.leader.LeadershipEvent.Found;
import dev.muster.coordinator.leader.LeadershipEvent.LostLeadership;
import dev.muster.coordinator.leader.LeadershipEvent.Refused;
import dev.muster.coordinator.leader.LeadershipEvent.StandsBy;
import dev.muster.coordinator.leader.LeadershipEvent.StoreAway;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.KnownCluster;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.TakeResult;
import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contends for the lead of one cluster until it is closed, and tells what comes of it.
 *
 * <ol>
 *   <li>The lead is taken in one transaction: the claim is alive, the state is the one that was read, the epoch is bumped.
 *   <li>A connection in doubt ends the leadership, long before the session ends and another can lead.
 *   <li>Events come one after another on a thread of their own; a slow listener delays neither the election nor the client.
 *   <li>A store that is not the one this machine knows is not touched.
 *   <li>When nobody leads for three session times, this contender begins anew.
 *   <li>Of a cluster that starts, the master's contender leads: the others let it go first for one session time, so that the
 *       start is told on the console where operators look for it.
 *   <li>Who does not lead tells why: another one does, or the store does not answer. Once for each change.
 *   <li>Nothing depends on being told by the store: every ten seconds the store is looked at, by who leads and by who stands by.
 *   <li>Of a cluster that was led already, a contender beside the ensemble's leader leads only when nobody else is in line, or
 *       when the lead comes back to it: a later hand-over would take the store away from the next leader.
 *   <li>A leader that has others to take over steps down when the ensemble's leader has not answered it for half a session time.
 *       Its own server, cut off together with it, answers it for as long, and that session may have ended elsewhere meanwhile.
 * </ol>
 */
public final class Leadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final int TRIES_MAX = 5;
    private static final long AGAIN_MS = 500;
    private static final long CLOSE_MS = 10_000;
    private static final int STUCK_SESSIONS = 3;
    private static final long LOOK_EVERY_MS = 10_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final Election.Line line;
    private final long sessionMs;
    private final StateStore store;
    private final OwnStore own;
    private final String contender;
    private final List<String> contenders;
    private final Supplier<Founding> newCluster;
    private final Clock clock;
    private final Consumer<LeadershipEvent> events;
    private final ScheduledExecutorService thread;
    private final ScheduledExecutorService teller;

    private @Nullable Election election;
    private @Nullable Held held;
    private long lookedMs;
    private boolean closed;
    private long foundMs = NEVER;
    private long progressMs;
    private long reachedMs;
    private boolean hasPassed;
    private boolean hasFollowed;
    private @Nullable LeadershipEvent standing;

    /** The lead, while this process has it. */
    private record Held(ClusterId cluster, Fence fence) {}

    /**
     * @param idFile what this machine knows of the cluster; kept up to date
     * @param contender names this process to the others, for example its host
     * @param contenders all there may be, this one too; the first one goes first when a cluster starts
     * @param newCluster what a cluster begins with that is formed
     * @param events told of each event, on a thread of its own; may block
     */
    public Leadership(
            ZookeeperConnection connection,
            StateStore store,
            ClusterIdFile idFile,
            String contender,
            List<String> contenders,
            Supplier<Founding> newCluster,
            Clock clock,
            Consumer<LeadershipEvent> events) {
        this(
                new LatchElection.Queue(connection, contender),
                connection.sessionMs(),
                store,
                idFile,
                contender,
                contenders,
                newCluster,
                clock,
                events);
    }

    Leadership(
            Election.Line line,
            long sessionMs,
            StateStore store,
            ClusterIdFile idFile,
            String contender,
            List<String> contenders,
            Supplier<Founding> newCluster,
            Clock clock,
            Consumer<LeadershipEvent> events) {
        this.line = line;
        this.sessionMs = sessionMs;
        this.store = store;
        this.own = new OwnStore(idFile);
        this.contender = contender;
        this.contenders = List.copyOf(contenders);
        this.newCluster = newCluster;
        this.clock = clock;
        this.events = events;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-election"));
        this.teller = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-leadership"));
    }

    /** Begins to contend; returns at once. */
    public void start() {
        thread.execute(this::contend);
        long everyMs = Math.max(1, sessionMs / 4);
        thread.scheduleWithFixedDelay(this::watch, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    /** Gives the lead up, if this process has it, and contends anew: the answer to a write that was refused. */
    public void resign(String reason) {
        try {
            thread.execute(() -> {
                if (held != null) {
                    lose(reason);
                    contendAgain();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already: {}", reason);
        }
    }

    /**
     * The state was stored: keeps on this machine that it has this version, so that an older copy of the store is recognised.
     *
     * @param fence of the leadership that wrote
     * @param kept run after that, unless the leadership is over
     */
    public void wrote(Fence fence, int stateVersion, Runnable kept) {
        try {
            thread.execute(() -> {
                Held now = held;
                if (now != null && now.fence().equals(fence)) {
                    own.rememberWrite(new KnownCluster(now.cluster(), fence.epoch(), stateVersion));
                    kept.run();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already, version {} was stored", stateVersion);
        }
    }

    /** Stops contending and hands the lead over at once; returns when that is done and told. Not to be called by a listener. */
    @Override
    public void close() {
        try {
            thread.submit(this::end).get(CLOSE_MS, TimeUnit.MILLISECONDS);
            teller.shutdown();
            if (!teller.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the listener of the leadership has not come back for {} ms", CLOSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already", e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the lead could not be handed over cleanly; the session's end will do it", e);
        }
        thread.shutdownNow();
        teller.shutdownNow();
    }

    private void end() {
        closed = true;
        if (held != null) {
            lose("this coordinator ends");
        }
        leaveElection();
    }

    private void contend() {
        if (closed || election != null) {
            return;
        }
        progressMs = clock.nowMs();
        ReadResult found = store.read().join();
        if (found instanceof ReadResult.Unavailable unavailable) {
            LOG.info("the store does not answer yet: {}", unavailable.reason());
            stands(new StoreAway());
            contendAgain();
            return;
        }
        Optional<Failure> objection = own.objectionTo(found);
        if (objection.isPresent()) {
            refuse(objection.get());
            return;
        }
        if (foundMs == NEVER) {
            foundMs = clock.nowMs();
            tell(new Found(found instanceof ReadResult.Found seen ? seen.state() : null));
        }
        if (found instanceof ReadResult.Found seen
                && !remembers(seen.state(), seen.state().fence().epoch())) {
            return;
        }
        if (letsAnotherGoFirst()) {
            thread.schedule(this::contend, AGAIN_MS, TimeUnit.MILLISECONDS);
            return;
        }
        try {
            election = line.join(thread, this::elected, this::deposed);
        } catch (Exception e) {
            LOG.info("the election cannot be joined yet: {}", e.toString());
            contendAgain();
        }
    }

    private boolean letsAnotherGoFirst() {
        String first = contenders.get(0);
        return !contender.equals(first) && clock.nowMs() - foundMs < sessionMs && !line.has(first);
    }

    private void elected(Election which) {
        if (closed || which != election || held != null || passes()) {
            return;
        }
        for (int i = 0; i < TRIES_MAX && which.isElected(); i++) {
            ReadResult found = store.read().join();
            Optional<Failure> objection = own.objectionTo(found);
            if (objection.isPresent()) {
                refuse(objection.get());
                return;
            }
            if (found instanceof ReadResult.Empty) {
                store.form(newCluster.get()).join();
            } else if (found instanceof ReadResult.Found seen && take(which, seen.state())) {
                return;
            }
        }
        contendAgain();
    }

    /** Rule 9. Not twice in a row: when the lead comes back and nobody has led meanwhile, nobody else can take it. */
    private boolean passes() {
        if (!hasFollowed || hasPassed || !line.hasBetter()) {
            return false;
        }
        LOG.info("{} lets another one lead: its member leads the store", contender);
        hasPassed = true;
        leaveElection();
        thread.execute(this::contend);
        return true;
    }

    /** True when there is nothing more to try: the lead is taken, or refused for good. */
    private boolean take(Election which, StoredState seen) {
        TakeResult result = store.takeLead(new Claim(which.claimPath()), seen).join();
        if (!(result instanceof TakeResult.Taken taken)) {
            LOG.info("the lead was not taken: {}", result);
            return false;
        }
        if (!remembers(seen, taken.fence().epoch())) {
            return true;
        }
        held = new Held(seen.id(), taken.fence());
        standing = null;
        progressMs = clock.nowMs();
        reachedMs = progressMs;
        LOG.info(
                "{} leads cluster {} with epoch {}",
                contender,
                seen.id(),
                taken.fence().epoch());
        tell(new BecameLeader(new StoredState(seen.id(), taken.fence(), seen.version(), seen.state())));
        return true;
    }

    /** Keeps on this machine which cluster it has met; false when that is impossible, which ends the candidacy. */
    private boolean remembers(StoredState seen, Epoch epoch) {
        Optional<Failure> impossible = own.remember(seen, epoch);
        impossible.ifPresent(this::refuse);
        return impossible.isEmpty();
    }

    private void deposed(Election which) {
        if (which == election && held != null) {
            lose("the connection to the store was lost");
        }
    }

    private void lose(String reason) {
        held = null;
        progressMs = clock.nowMs();
        LOG.info("{} leads no longer: {}", contender, reason);
        tell(new LostLeadership(reason));
    }

    private void refuse(Failure failure) {
        closed = true;
        leaveElection();
        LOG.error("{} does not contend: {}", contender, failure);
        tell(new Refused(failure));
    }

    private void contendAgain() {
        leaveElection();
        if (!closed) {
            thread.schedule(this::contend, AGAIN_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void leaveElection() {
        if (election != null) {
            election.leave();
            election = null;
        }
    }

    private void watch() {
        if (closed || election == null) {
            progressMs = clock.nowMs();
            return;
        }
        lookNowAndThen();
        if (held != null) {
            progressMs = clock.nowMs();
            stepDownUnlessReached();
            return;
        }
        Election current = election;
        if (!current.isStuck()) {
            progressMs = clock.nowMs();
            Optional<String> leader = current.first();
            hasPassed &= leader.filter(other -> !other.isEmpty()).isEmpty();
            stands(leader.<LeadershipEvent>map(StandsBy::new).orElseGet(StoreAway::new));
            return;
        }
        if (clock.nowMs() - progressMs >= STUCK_SESSIONS * sessionMs) {
            LOG.warn("nobody has led for {} session times; {} begins anew", STUCK_SESSIONS, contender);
            contendAgain();
        }
    }

    /** Rule 10. What was answered counts from when it was asked: the session was alive there then. */
    private void stepDownUnlessReached() {
        long nowMs = clock.nowMs();
        if (contenders.size() > 1 && nowMs - reachedMs > sessionMs / 2) {
            lose("the store's majority has not answered for " + (nowMs - reachedMs) + " ms");
            contendAgain();
            return;
        }
        store.isReached()
                .thenAcceptAsync(reached -> reachedMs = reached ? Math.max(reachedMs, nowMs) : reachedMs, thread);
    }

    /** Without waiting for the answer: a leader must hear at once that its connection is in doubt. */
    private void lookNowAndThen() {
        if (clock.nowMs() - lookedMs < LOOK_EVERY_MS) {
            return;
        }
        lookedMs = clock.nowMs();
        long changes = own.changes();
        store.read()
                .thenAcceptAsync(
                        found -> {
                            // What was read before something newer was met or stored says nothing any more.
                            if (!closed && changes == own.changes()) {
                                looked(found);
                            }
                        },
                        thread);
    }

    private void looked(ReadResult found) {
        Held now = held;
        Optional<Failure> objection = own.objectionTo(found);
        if (objection.isPresent()) {
            if (now != null) {
                lose("the store is not the cluster's any more");
            }
            refuse(objection.get());
        } else if (found instanceof ReadResult.Found seen) {
            compare(now, seen.state());
        }
    }

    private void compare(@Nullable Held now, StoredState seen) {
        if (now == null) {
            remembers(seen, seen.fence().epoch());
        } else if (!now.fence().equals(seen.fence())) {
            lose("epoch " + seen.fence().epoch() + " leads");
            contendAgain();
        }
    }

    /** Tells how this process stands while it does not lead, when that is news. */
    private void stands(LeadershipEvent now) {
        if (now.equals(standing)) {
            return;
        }
        standing = now;
        tell(now);
        if (now instanceof StandsBy other) {
            hasFollowed |= !other.leader().isEmpty();
            look();
        }
    }

    /** A new leader may have formed the cluster, or the store may have become another one. */
    private void look() {
        ReadResult found = store.read().join();
        Optional<Failure> objection = own.objectionTo(found);
        if (objection.isPresent()) {
            refuse(objection.get());
        } else if (found instanceof ReadResult.Found seen) {
            remembers(seen.state(), seen.state().fence().epoch());
        }
    }

    private void tell(LeadershipEvent event) {
        teller.execute(() -> events.accept(event));
    }
}
