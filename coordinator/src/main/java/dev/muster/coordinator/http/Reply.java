package dev.muster.coordinator.http;

import dev.muster.common.model.Failure;

/**
 * An answer.
 *
 * @param <T> what was asked for
 */
public sealed interface Reply<T> {

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
