package dev.muster.agent.journal;

import dev.muster.common.model.Failure;
import java.util.Optional;

/**
 * What an agent finds when it starts.
 *
 * @param <D> the durable state
 */
public sealed interface Loaded<D> {

    /** Nothing was ever written here. */
    record Nothing<D>() implements Loaded<D> {}

    /**
     * The state.
     *
     * @param notice set when the newest generation could not be read, and this is the one before it
     */
    record Found<D>(D state, Optional<Failure> notice) implements Loaded<D> {}

    /** There was something, and none of it can be read. Not the same as nothing: components may be running. */
    record Lost<D>(Failure failure) implements Loaded<D> {}
}
