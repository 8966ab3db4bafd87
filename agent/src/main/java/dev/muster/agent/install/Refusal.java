package dev.muster.agent.install;

import dev.muster.common.model.Failure;

/** Carries an expected failure out of nested calls; {@link Installer} turns it into a value. */
class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    Refusal(Failure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    Refusal(String code, String message, String hint) {
        this(Failure.of(code, message, hint));
    }

    Failure failure() {
        return failure;
    }

    /** One origin cannot serve the item; another one may. */
    static final class OfOrigin extends Refusal {

        private static final long serialVersionUID = 1;

        OfOrigin(String code, String message, String hint) {
            super(code, message, hint);
        }
    }
}
