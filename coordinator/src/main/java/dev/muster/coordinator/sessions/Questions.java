package dev.muster.coordinator.sessions;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.net.Session;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Questions to agents that are under way, of one kind. Only the session that was asked may answer. Thread-safe.
 *
 * @param <A> what answers
 */
final class Questions<A> {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Asked<A>> asked = new ConcurrentHashMap<>();

    private record Asked<A>(SessionId session, CompletableFuture<A> answer) {}

    /**
     * Asks.
     *
     * @param question makes the question with its number
     * @param late takes the place of an answer that has not come after {@code patienceMs}
     */
    CompletableFuture<A> ask(
            Session<Message.FromCoordinator> session,
            LongFunction<Message.FromCoordinator> question,
            LongFunction<A> late,
            long patienceMs) {
        long number = numbers.incrementAndGet();
        CompletableFuture<A> answer = new CompletableFuture<>();
        asked.put(number, new Asked<>(session.id(), answer));
        session.send(question.apply(number));
        return answer.completeOnTimeout(late.apply(number), patienceMs, TimeUnit.MILLISECONDS)
                .whenComplete((done, error) -> asked.remove(number));
    }

    /** An answer has come. */
    void answered(SessionId by, long number, A answer) {
        Asked<A> waiting = asked.get(number);
        if (waiting != null && waiting.session.equals(by)) {
            waiting.answer.complete(answer);
        }
    }
}
