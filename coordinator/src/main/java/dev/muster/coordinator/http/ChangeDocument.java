package dev.muster.coordinator.http;

import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far a change is, as {@code GET /v1/change} and the status say it: schema {@value #SCHEMA}.
 *
 * @param waitsFor why the next step is not begun; null when nothing keeps it
 * @param preconditions of the next batch, as they were looked at last; none while steps are under way
 * @param done steps that are done
 * @param failed steps that have failed
 */
record ChangeDocument(
        String schema,
        long number,
        long from,
        long to,
        String who,
        String reason,
        String begunAt,
        String strategy,
        String status,
        @Nullable String waitsFor,
        List<PreconditionDocument> preconditions,
        long done,
        long failed,
        List<Step> steps) {

    static final String SCHEMA = "muster/change/1";

    /** @param since when it came into its phase under this leadership; null when it is not under way */
    record Step(
            int batch,
            String action,
            String host,
            String role,
            String phase,
            @Nullable String since,
            StatusDocument.@Nullable Cause failure) {}

    /** @param times makes a time of an age in milliseconds */
    static ChangeDocument of(ChangeView change, LongFunction<String> times) {
        return new ChangeDocument(
                SCHEMA,
                change.number(),
                change.from().value(),
                change.to().value(),
                change.who(),
                change.reason(),
                Json.time(change.begunAtMs()),
                change.strategy().toString(),
                change.status().name(),
                change.waitsFor().isEmpty() ? null : change.waitsFor(),
                PreconditionDocument.of(change.preconditions()),
                change.count(Phase.DONE),
                change.count(Phase.FAILED),
                change.steps().stream().map(step -> step(step, times)).toList());
    }

    private static Step step(ChangeView.Step step, LongFunction<String> times) {
        return new Step(
                step.batch(),
                step.action().name(),
                step.component().host().value(),
                step.component().role().value(),
                step.phase().name(),
                step.phase().isUnderWay() ? times.apply(step.ageMs()) : null,
                StatusDocument.Cause.of(step.failure()));
    }
}
