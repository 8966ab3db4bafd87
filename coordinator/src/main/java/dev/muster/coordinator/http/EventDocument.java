package dev.muster.coordinator.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.muster.common.model.view.ClusterEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the stream; its names are stable.
 *
 * @param at RFC 3339
 */
@JsonPropertyOrder({"id", "at", "type", "host", "role", "state", "message"})
record EventDocument(
        String id,
        String at,
        String type,
        @Nullable String host,
        @Nullable String role,
        @Nullable String state,
        String message) {

    static EventDocument of(String id, long atWallMs, ClusterEvent event) {
        return new EventDocument(
                id,
                Json.time(atWallMs),
                event.type().name(),
                event.host() == null ? null : event.host().value(),
                event.role() == null ? null : event.role().value(),
                event.state() == null ? null : event.state().name(),
                event.message());
    }
}
