package dev.muster.coordinator.http;

import dev.muster.common.model.Failure;
import java.util.function.Function;

/**
 * An answer.
 *
 * @param <T> what was asked for
 */
public sealed interface Reply<T> {

    /** The same answer about something that is made of it. */
    default <R> Reply<R> map(Function<T, R> change) {
        if (this instanceof Done<T> done) {
            return new Done<>(change.apply(done.value()));
        }
        Refused<T> refused = (Refused<T>) this;
        return new Refused<>(refused.why(), refused.failure());
    }

    /** Here it is. */
    record Done<T>(T value) implements Reply<T> {}

    /** It cannot be had. */
    record Refused<T>(Why why, Failure failure) implements Reply<T> {}

    /** What kind of refusal it is; each is one HTTP status. */
    enum Why {
        /** There is no such host or component: 404. */
        UNKNOWN(404),
        /** Not in the state that the cluster is in: 409. */
        CONFLICT(409),
        /** Made from a revision that is no longer in force: 412. */
        MOVED(412),
        /** What was sent means nothing here: 422. */
        INVALID(422),
        /** Not now: this process does not lead, the host is not there, or the store does not answer: 503. */
        UNAVAILABLE(503);

        private final int status;

        Why(int status) {
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }
}
