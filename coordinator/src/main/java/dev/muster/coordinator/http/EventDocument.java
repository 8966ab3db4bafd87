package dev.muster.coordinator.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.muster.common.model.Failure;
import dev.muster.common.model.view.ClusterEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the stream; its names are stable.
 *
 * @param at RFC 3339
 */
@JsonPropertyOrder({"id", "at", "type", "host", "role", "state", "phase", "step", "cause", "message"})
record EventDocument(
        String id,
        String at,
        String type,
        @Nullable String host,
        @Nullable String role,
        @Nullable String state,
        @Nullable String phase,
        @Nullable String step,
        @Nullable Cause cause,
        String message) {

    /** Why, and what to do. A log's last lines are not repeated here: the status has them. */
    record Cause(String code, String message, String hint) {

        static @Nullable Cause of(@Nullable Failure failure) {
            return failure == null ? null : new Cause(failure.code(), failure.message(), failure.hint());
        }
    }

    static EventDocument of(String id, long atWallMs, ClusterEvent event) {
        return new EventDocument(
                id,
                Json.time(atWallMs),
                event.type().name(),
                event.host() == null ? null : event.host().value(),
                event.role() == null ? null : event.role().value(),
                event.state() == null ? null : event.state().name(),
                event.phase() == null ? null : event.phase().name(),
                event.step().isEmpty() ? null : event.step(),
                Cause.of(event.cause()),
                event.message());
    }
}
