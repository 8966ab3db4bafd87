package dev.muster.coordinator.http;

import dev.muster.common.model.Failure;
import dev.muster.common.model.change.Precondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be so before something of a change is begun, as plans and changes say it.
 *
 * @param wanted what must be so
 * @param effect REFUSES the change, or HOLDS its next step
 * @param reason why it is not met; null when it is
 * @param fix how that is mended; null when it is met
 */
record PreconditionDocument(
        String code,
        String wanted,
        String effect,
        boolean met,
        @Nullable String reason,
        @Nullable String fix) {

    static List<PreconditionDocument> of(List<Precondition> all) {
        return all.stream().map(PreconditionDocument::of).toList();
    }

    private static PreconditionDocument of(Precondition one) {
        Failure unmet = one.unmet();
        return new PreconditionDocument(
                one.code(),
                one.wanted(),
                one.effect().name(),
                one.isMet(),
                unmet == null ? null : unmet.message(),
                unmet == null ? null : unmet.hint());
    }
}
