package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.coordinator.core.CoordinatorEvent.LeaveQueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.QueueRequested;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who waits to change the cluster until what goes on has ended.
 *
 * <p>Rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>Whoever came first is served first: while somebody waits, nobody else begins a change.
 *   <li>A place is held by whoever goes on asking for it, and lost after {@link #SILENCE_MS} of silence: a client that has gone keeps nobody waiting.
 *   <li>It is no promise of the store: another leader knows of nobody, and places there are those of the order in which it is asked.
 * </ol>
 */
final class ChangeQueue {

    /** So long a place is kept for somebody who does not ask again. */
    static final long SILENCE_MS = 10_000;

    /** So many may wait at one time. */
    static final int PLACES_MAX = 50;

    private final List<Place> places = new ArrayList<>();

    /**
     * Somebody who waits.
     *
     * @param ticket that only he knows
     * @param what he waits to do, for people: apply, restart
     * @param reason in his words; may be empty
     * @param sinceMs by the wall clock, milliseconds since 1970
     * @param heardAtMs when he last asked
     */
    record Place(String ticket, String who, String what, String reason, long sinceMs, long heardAtMs) {

        private Place heard(long atMs) {
            return new Place(ticket, who, what, reason, sinceMs, atMs);
        }
    }

    /** Takes a place, or keeps it. */
    void asked(Turn turn, QueueRequested event) {
        forget(turn.nowMs);
        int there = indexOf(event.ticket(), event.who());
        if (there >= 0) {
            places.set(there, places.get(there).heard(turn.nowMs));
        } else if (places.size() >= PLACES_MAX) {
            turn.answer(
                    event.request(),
                    Failure.of(
                            "QUEUE_FULL",
                            places.size() + " wait already to change the cluster, and no more may",
                            "Try again later. Who waits: muster change"));
            return;
        } else {
            places.add(
                    new Place(event.ticket(), event.who(), event.what(), event.reason(), event.wallMs(), turn.nowMs));
        }
        turn.answerDone(event.request(), "place " + (indexOf(event.ticket(), event.who()) + 1));
    }

    /** Gives a place up; whoever has none gives up nothing. */
    void left(Turn turn, LeaveQueueRequested event) {
        places.removeIf(place -> place.ticket.equals(event.ticket()) && place.who.equals(event.who()));
        turn.answerDone(event.request(), "waits no longer");
    }

    private int indexOf(String ticket, String who) {
        return IntStream.range(0, places.size())
                .filter(i ->
                        places.get(i).ticket.equals(ticket) && places.get(i).who.equals(who))
                .findFirst()
                .orElse(-1);
    }

    /** Time has passed; when much more of it than usual, it was we who did not listen. */
    void tick(long nowMs, long sinceLastMs) {
        if (sinceLastMs > SILENCE_MS / 2) {
            places.replaceAll(place -> place.heard(place.heardAtMs + sinceLastMs));
        }
        forget(nowMs);
    }

    private void forget(long nowMs) {
        places.removeIf(place -> nowMs - place.heardAtMs > SILENCE_MS);
    }

    /** Why a change may not begin now; null when it may (rule 1). */
    @Nullable
    Failure refusal(CoordinatorEvent.How how) {
        Optional<Place> first = places.stream().findFirst();
        return first.isEmpty() || indexOf(how.ticket(), how.who()) == 0
                ? null
                : Failure.of(
                        "CHANGE_QUEUED",
                        words(first.get()) + ", and came first",
                        "Wait behind: add --wait. Who waits: muster change");
    }

    /** A change has begun: who waited for it waits no longer. */
    void served(CoordinatorEvent.How how) {
        places.removeIf(place -> place.ticket.equals(how.ticket()) && place.who.equals(how.who()));
    }

    /** Who waits, in the order in which they are served. */
    List<Place> places() {
        return List.copyOf(places);
    }

    /** What everybody who looks at the cluster is to see. */
    List<Problem> notices(long wallMs) {
        return IntStream.range(0, places.size())
                .mapToObj(i -> new Problem(
                        null,
                        null,
                        Failure.of(
                                "CHANGE_WAITED_FOR",
                                words(places.get(i)) + ", at place " + (i + 1),
                                "It begins when what goes on has ended: muster change"),
                        Math.max(0, wallMs - places.get(i).sinceMs)))
                .toList();
    }

    private static String words(Place place) {
        return place.who + " waits to " + place.what + RestraintDesk.words(place.reason);
    }
}
