package dev.muster.coordinator.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.engine.Loop;
import dev.muster.common.model.Failure;
import dev.muster.common.wire.ModelJson;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the core's durable state under the fence of the current leadership.
 *
 * <ol>
 *   <li>A write that is refused ends the leadership, and one that cannot be sent ends the coordinator: another try would not
 *       fit either. Their commands are never released.
 *   <li>A write without an answer is tried again for as long as the leadership lasts; if it had landed after all, the second
 *       try is refused, and rule 1 has the state read anew.
 *   <li>That a version is stored is kept on this machine before its commands are released: an older copy of the store would
 *       make undone what has been acted on.
 * </ol>
 */
final class StateWriter implements Loop.Writer<DurableState> {

    private static final Logger LOG = LoggerFactory.getLogger(StateWriter.class);

    private static final ObjectMapper JSON = ModelJson.json();

    private final StateStore store;
    private final Leader leader;
    private final Executor later;
    private volatile @Nullable Lead lead;

    /**
     * @param leader told what comes of writes
     * @param later runs a task after a short pause
     */
    StateWriter(StateStore store, Leader leader, Executor later) {
        this.store = store;
        this.leader = leader;
        this.later = later;
    }

    /** Whose state is written. */
    interface Leader {
        /** The leadership of {@code fence} has stored this version: keeps that on this machine, then runs {@code kept}. */
        void wrote(Fence fence, int stateVersion, Runnable kept);

        /** The leadership is over. */
        void resign(String reason);

        /** A person must act. */
        void failed(Failure failure);
    }

    /** A leadership begins; what its predecessor left, or null when there is nothing yet. */
    @Nullable
    DurableState begin(StoredState found) throws IOException {
        DurableState state = stateIn(found);
        lead = new Lead(found.fence(), found.version());
        return state;
    }

    /** What {@link #write} wrote; null when there is nothing yet. */
    @Nullable
    static DurableState stateIn(@Nullable StoredState found) throws IOException {
        byte[] bytes = found == null ? null : found.state();
        return bytes == null ? null : JSON.readValue(bytes, DurableState.class);
    }

    /** The leadership is over: nothing more is written. */
    void end() {
        lead = null;
    }

    @Override
    public void write(DurableState state, Runnable stored) {
        Lead current = lead;
        if (current != null) {
            write(current, bytes(state), stored);
        }
    }

    private void write(Lead current, byte[] bytes, Runnable stored) {
        store.write(current.fence, current.version, bytes).thenAccept(result -> {
            if (current != lead) {
                LOG.info("a write of an ended leadership came back: {}", result);
            } else if (result instanceof WriteResult.Stored done) {
                current.version = done.version();
                leader.wrote(current.fence, done.version(), stored);
            } else if (result instanceof WriteResult.Unavailable trouble) {
                LOG.warn("the store does not answer, trying again: {}", trouble.reason());
                later.execute(() -> {
                    if (current == lead) {
                        write(current, bytes, stored);
                    }
                });
            } else if (result instanceof WriteResult.Failed impossible) {
                LOG.error("the state cannot be stored: {}", impossible.failure());
                leader.failed(impossible.failure());
            } else {
                LOG.error("the state could not be stored: {}", result);
                leader.resign("the state could not be stored: " + result);
            }
        });
    }

    private byte[] bytes(DurableState state) {
        try {
            return JSON.writeValueAsString(state).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the durable state is always writable", e);
        }
    }

    /** One leadership: its fence, and the version that the next write replaces. Only one write is under way at a time. */
    private static final class Lead {
        final Fence fence;
        volatile int version;

        Lead(Fence fence, int version) {
            this.fence = fence;
            this.version = version;
        }
    }
}
