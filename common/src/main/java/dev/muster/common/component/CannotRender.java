package dev.muster.common.component;

import dev.muster.common.model.Failure;

/** Carries a failure out of the depth of a tree to the {@link Renderer}, which turns it into a value. Never leaves the package. */
final class CannotRender extends RuntimeException {

    private final transient Failure failure;

    CannotRender(Failure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    /** Something in a definition that only shows when it meets a real cluster. */
    static CannotRender at(String origin, String message) {
        return new CannotRender(
                Failure.of("DEFINITION_UNUSABLE", origin + ": " + message, "correct the component definition"));
    }

    Failure failure() {
        return failure;
    }
}
