package dev.muster.coordinator.http;

import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the HTTP interface asks of the coordinator. No method blocks, and an answer that takes too long is the asker's to give
 * up on.
 */
public interface ClusterControl {

    /** Whether this process leads now. */
    boolean isLeading();

    /** The host whose coordinator leads, when this one does not and knows it; else empty. */
    String leader();

    /** The cluster at this moment; refused while this process does not lead. */
    CompletableFuture<Reply<ClusterView>> view();

    /**
     * A part of a component's output.
     *
     * @param offset first byte wanted; -1 for the last {@code bytesMax} bytes
     * @param bytesMax at most this many
     */
    CompletableFuture<Reply<LogPart>> log(ComponentId component, long offset, int bytesMax);

    /** Has a host look whether it can do what it is wanted for; that takes seconds. */
    CompletableFuture<Reply<List<Check>>> checks(HostName host);

    /** Stops the whole cluster, in dependency order; answers when that is stored, not when it is done. */
    CompletableFuture<Reply<Accepted>> stopCluster(Order order);

    /** Stops one host's components and its agent; answers when that is stored, not when it is done. */
    CompletableFuture<Reply<Accepted>> stopHost(HostName host, Order order);

    /**
     * Whose word it is.
     *
     * @param who for people: the name of the token, or, where none is asked for, what the caller says
     * @param reason for people; may be empty
     */
    record Order(String who, String reason) {}

    /** It will happen. */
    record Accepted(String message) {}

    /**
     * A part of a component's output.
     *
     * @param offset of the first byte
     * @param text the part, malformed bytes replaced
     * @param nextOffset to go on from
     */
    record LogPart(long offset, String text, long nextOffset) {}
}
