package dev.muster.coordinator.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits to change the cluster.
 *
 * @param isFree whether no change goes on: it is the first one's turn
 * @param places in the order in which they are served
 */
public record Waiting(boolean isFree, List<Place> places) {

    public Waiting {
        places = List.copyOf(places);
    }

    /**
     * Somebody who waits.
     *
     * @param ticket that only he knows
     * @param what he waits to do, for people
     * @param reason in his words; may be empty
     * @param sinceMs by the wall clock, milliseconds since 1970
     */
    public record Place(String ticket, String who, String what, String reason, long sinceMs) {}

    static Waiting of(List<ChangeQueue.Place> places, @Nullable Change change) {
        return new Waiting(
                change == null || change.status().isOver(),
                places.stream()
                        .map(place ->
                                new Place(place.ticket(), place.who(), place.what(), place.reason(), place.sinceMs()))
                        .toList());
    }
}
