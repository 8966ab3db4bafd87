package dev.muster.coordinator.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.engine.Loop;
import dev.muster.common.wire.ModelJson;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the core's durable state under the fence of the current leadership.
 *
 * <ol>
 *   <li>A write that is refused, or that cannot be sent, ends the leadership: its commands are never released.
 *   <li>A write without an answer is tried again for as long as the leadership lasts; if it had landed after all, the second
 *       try is refused, and rule 1 has the state read anew.
 * </ol>
 */
final class StateWriter implements Loop.Writer<DurableState> {

    private static final Logger LOG = LoggerFactory.getLogger(StateWriter.class);

    private static final ObjectMapper JSON = ModelJson.json();

    private final StateStore store;
    private final Consumer<String> resign;
    private final Executor later;
    private volatile @Nullable Lead lead;

    /**
     * @param resign gives the leadership up, with the reason
     * @param later runs a task after a short pause
     */
    StateWriter(StateStore store, Consumer<String> resign, Executor later) {
        this.store = store;
        this.resign = resign;
        this.later = later;
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
                stored.run();
            } else if (result instanceof WriteResult.Unavailable trouble) {
                LOG.warn("the store does not answer, trying again: {}", trouble.reason());
                later.execute(() -> {
                    if (current == lead) {
                        write(current, bytes, stored);
                    }
                });
            } else {
                LOG.error("the state could not be stored: {}", result);
                resign.accept("the state could not be stored: " + result);
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
