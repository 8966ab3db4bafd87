package dev.muster.coordinator.http;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.coordinator.http.ChangeControl.Planned;
import java.util.List;
import java.util.Objects;

/**
 * A plan as {@code POST /v1/plans} says it: schema {@value #SCHEMA}. It is complete: with the file that it is about, so that who has it can
 * have exactly it performed.
 *
 * @param base the revision that it was made from
 * @param to the revision that there would be
 * @param change whether anything would be different
 * @param steps in the order in which they would run
 * @param obstacles what it would be refused for: those preconditions that refuse and are not met
 * @param preconditions all of them, met or not
 */
record PlanDocument(
        String schema,
        String cluster,
        RevisionDocument base,
        long to,
        boolean change,
        String hash,
        String token,
        String strategy,
        List<String> differences,
        List<String> newHosts,
        List<String> goneHosts,
        List<Step> steps,
        List<String> interruptions,
        List<StatusDocument.Cause> warnings,
        List<StatusDocument.Cause> obstacles,
        List<PreconditionDocument> preconditions,
        boolean severe,
        int unchanged,
        String file) {

    static final String SCHEMA = "muster/plan/1";

    record Step(int batch, String action, String host, String role, String kind, String version, List<String> why) {

        private static Step of(ChangePlan.Step step) {
            return new Step(
                    step.batch(),
                    step.action().name(),
                    step.component().host().value(),
                    step.component().role().value(),
                    step.kind(),
                    step.version(),
                    step.why());
        }
    }

    static PlanDocument of(Planned planned, String file) {
        ChangePlan plan = planned.plan();
        return new PlanDocument(
                SCHEMA,
                planned.cluster(),
                RevisionDocument.about(planned.base()),
                plan.to().value(),
                plan.isChange(),
                plan.hash().value(),
                plan.token(),
                plan.strategy().toString(),
                plan.differences(),
                plan.newHosts().stream().map(HostName::value).toList(),
                plan.goneHosts().stream().map(HostName::value).toList(),
                plan.steps().stream().map(Step::of).toList(),
                plan.interruptions(),
                causes(plan.warnings()),
                causes(plan.obstacles()),
                PreconditionDocument.of(plan.preconditions()),
                plan.severe(),
                plan.unchanged(),
                file);
    }

    private static List<StatusDocument.Cause> causes(List<Failure> failures) {
        return failures.stream()
                .map(StatusDocument.Cause::of)
                .filter(Objects::nonNull)
                .toList();
    }
}
