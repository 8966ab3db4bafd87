package dev.muster.common.engine;

import dev.muster.common.model.Failure;
import java.io.IOException;

/** Something could not be started, and nothing is left of the try. */
public final class StartException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public StartException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** Why, and what to do. */
    public Failure failure() {
        return failure;
    }
}
