package dev.muster.coordinator.store;

import dev.muster.common.model.Failure;

/** What came of reading. */
public sealed interface ReadResult {

    /** There is a cluster. */
    record Found(StoredState state) implements ReadResult {}

    /** No cluster has been formed here. */
    record Empty() implements ReadResult {}

    /** Something is there that cannot be used; a person must look. */
    record Unreadable(Failure failure) implements ReadResult {}

    /** Nothing was learned; try again. */
    record Unavailable(String reason) implements ReadResult {}
}
