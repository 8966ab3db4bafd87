package dev.muster.coordinator.http;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.http.ClusterControl.Accepted;
import dev.muster.coordinator.http.ClusterControl.Order;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the HTTP interface asks of the coordinator about changes of a running cluster. No method blocks; all are refused by who does not lead. */
public interface ChangeControl {

    /** The revisions of cluster.json that are kept, oldest first; the last one is in force. */
    CompletableFuture<Reply<List<Revision>>> revisions();

    /** What a file would do to the cluster as it is now, when {@code who} applies it. Nothing is changed. */
    CompletableFuture<Reply<Planned>> plan(File file, Strategy strategy, String who);

    /** Puts a file into force and begins what that takes; answers when that is stored, not when it is done. */
    CompletableFuture<Reply<Accepted>> apply(File file, Given given, How how);

    /**
     * Restarts components, some at a time; answers when that is stored, not when it is done.
     *
     * @param hosts whose components; empty for all
     * @param roles of which roles; empty for all
     */
    CompletableFuture<Reply<Accepted>> restart(Set<HostName> hosts, Set<Role> roles, How how);

    /**
     * Steers the change that goes on; answers when that is stored.
     *
     * @param component whose step is forced; null for the next ones
     */
    CompletableFuture<Reply<Accepted>> steer(Steering steering, @Nullable ComponentId component, Order order);

    /** Who waits to change the cluster. */
    CompletableFuture<Reply<Waiting>> waiting();

    /** Takes a place behind those who wait, or keeps it: it is lost when nobody asks again for 10 s. */
    CompletableFuture<Reply<Waiting>> enqueue(String ticket, String what, Order order);

    /** Gives a place up. */
    CompletableFuture<Reply<Accepted>> leaveQueue(String ticket, Order order);

    /**
     * A cluster.json.
     *
     * @param text exactly as it was sent
     * @param hash of its bytes
     */
    record File(String text, SpecHash hash) {}

    /**
     * What whoever applies a file has seen before.
     *
     * @param revision that must be in force; null for any
     * @param token of the plan that is to be performed; null for the one that is made now
     * @param confirm the cluster's name, where something may be lost; else empty
     */
    record Given(@Nullable Generation revision, @Nullable String token, String confirm) {}

    /**
     * How a change is made, and whose word it is.
     *
     * @param strategy how many components of a role may be down at one time
     * @param failuresMax so many failed steps do not end it
     * @param ticket of the place in the queue that it was waited at; empty when it was not waited for
     */
    record How(Strategy strategy, int failuresMax, Order order, String ticket) {}

    /**
     * Who waits to change the cluster.
     *
     * @param isFree whether no change goes on: it is the first one's turn
     * @param places in the order in which they are served
     */
    record Waiting(boolean isFree, List<Place> places) {}

    /**
     * Somebody who waits.
     *
     * @param ticket that only he knows
     * @param what he waits to do, for people
     * @param sinceMs milliseconds since 1970
     */
    record Place(String ticket, String who, String what, String reason, long sinceMs) {}

    /**
     * A plan, and what it was made from.
     *
     * @param cluster its name
     * @param base the revision in force
     */
    record Planned(String cluster, ChangePlan plan, Revision base) {}

    /**
     * One accepted cluster.json.
     *
     * @param number counts the revisions of the cluster, from 1
     * @param author who had it accepted
     * @param atMs when, milliseconds since 1970
     * @param reason in the author's words; may be empty
     */
    record Revision(Generation number, File file, String author, long atMs, String reason) {}
}
