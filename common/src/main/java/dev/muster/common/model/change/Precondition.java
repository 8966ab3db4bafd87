package dev.muster.common.model.change;

import dev.muster.common.model.Failure;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must be so before something of a change is begun, and whether it is.
 *
 * @param code stable, documented; that of the failure where it is not met
 * @param wanted what must be so, for example {@code nobody has frozen the cluster}
 * @param effect what comes of it where it is not met
 * @param unmet why it is not met, and how that is mended; null when it is met
 */
public record Precondition(
        String code, String wanted, Effect effect, @Nullable Failure unmet) {

    /** What comes of a precondition that is not met. */
    public enum Effect {
        /** The change is not accepted. */
        REFUSES,

        /** The next step is not begun before it is met. */
        HOLDS
    }

    public Precondition {
        if (unmet != null && !unmet.code().equals(code)) {
            throw new IllegalArgumentException(code + " is not met because of " + unmet);
        }
    }

    /** Why the first of them is not met that is not; null when all are. */
    public static @Nullable Failure firstUnmet(List<Precondition> all) {
        return all.stream()
                .map(Precondition::unmet)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    public boolean isMet() {
        return unmet == null;
    }
}
