package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.coordinator.core.CoordinatorCommand.Answer;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.http.Reply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What the core was asked and answers with yes or no, when that is stored. */
final class Requests {

    /** The number of a request that nobody waits for. */
    static final long FOR_NOBODY = 0;

    private static final long STORED_MS = 10_000;

    private final Consumer<CoordinatorEvent> events;
    private final AtomicLong numbers = new AtomicLong(FOR_NOBODY);
    private final Map<Long, CompletableFuture<Reply<String>>> waiting = new ConcurrentHashMap<>();

    /** @param events takes what the core is to know */
    Requests(Consumer<CoordinatorEvent> events) {
        this.events = events;
    }

    /** Makes the event of a request. */
    interface Question {
        CoordinatorEvent of(long request);
    }

    /**
     * Asks the core; the answer is what it has done, in its own words.
     *
     * @param lookAt the command that shows what has become of it, for whoever gets no answer in time
     */
    CompletableFuture<Reply<String>> ask(Question question, String lookAt) {
        long request = numbers.incrementAndGet();
        CompletableFuture<Reply<String>> answer = new CompletableFuture<>();
        waiting.put(request, answer);
        events.accept(question.of(request));
        return answer.completeOnTimeout(
                        new Reply.Refused<>(
                                Reply.Why.UNAVAILABLE,
                                Failure.of(
                                        "STORE_SLOW",
                                        "the order was not stored within " + STORED_MS / 1000 + " s",
                                        "It may still be carried out: see " + lookAt + ".")),
                        STORED_MS,
                        TimeUnit.MILLISECONDS)
                .whenComplete((done, error) -> waiting.remove(request));
    }

    /** The core's word. */
    void answered(Answer answer) {
        CompletableFuture<Reply<String>> asked = waiting.remove(answer.request());
        Failure refusal = answer.refusal();
        if (asked != null) {
            asked.complete(
                    refusal == null ? new Reply.Done<>(answer.done()) : new Reply.Refused<>(why(refusal), refusal));
        }
    }

    private static Reply.Why why(Failure refusal) {
        return switch (refusal.code()) {
            case "UNKNOWN" -> Reply.Why.UNKNOWN;
            case "NOT_LEADING", "AGENT_AWAY" -> Reply.Why.UNAVAILABLE;
            case "REVISION_MOVED" -> Reply.Why.MOVED;
            case "SPEC_INVALID", "COMPONENTS_INVALID" -> Reply.Why.INVALID;
            default -> Reply.Why.CONFLICT;
        };
    }
}
