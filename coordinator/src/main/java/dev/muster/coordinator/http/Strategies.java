package dev.muster.coordinator.http;

import dev.muster.common.model.change.Strategy;

/** How many components of a role may be down at one time, as requests say it. */
final class Strategies {

    static final String TEXT =
            "How many components of a role may be down at one time: one-by-one, half, all, a number, a percentage, or label:NAME; with @LABEL behind it, group by group.";

    private Strategies() {}

    /** What {@code text} means; one by one when it is empty. */
    static Strategy parse(String text) throws BadRequest {
        if (text.isEmpty()) {
            return Strategy.ONE_BY_ONE;
        }
        return Strategy.parse(text)
                .orElseThrow(
                        () -> new BadRequest(
                                "INVALID_STRATEGY",
                                "strategy is none of them",
                                "there are: one-by-one, half, all, a number, a percentage such as 25%, label:NAME; each also with @LABEL"));
    }
}
