package dev.muster.coordinator.store;

import dev.muster.common.model.Failure;

/** What came of a write. */
public sealed interface WriteResult {

    /** It is stored, and will be there after any crash. */
    record Stored(int version) implements WriteResult {}

    /** It was not stored and never will be: who wrote must stop acting at once. */
    record Refused(Reason reason) implements WriteResult {}

    /** It may or may not have been stored. */
    record Unavailable(String reason) implements WriteResult {}

    /** It was not sent, and a person must act: for example it is too large. */
    record Failed(Failure failure) implements WriteResult {}

    /** Why a write is refused. */
    enum Reason {
        /** Another epoch leads. */
        FENCED,
        /** The state is not of the version that was to be replaced. */
        VERSION_MOVED,
        /** The cluster's nodes are gone from the store. */
        WIPED
    }
}
