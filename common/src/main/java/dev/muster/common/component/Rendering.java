package dev.muster.common.component;

import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.List;

/** What comes of rendering one component for one host. */
public sealed interface Rendering {

    /**
     * It can be launched.
     *
     * @param plan everything the agent needs
     * @param shown the same with {@code ***} for each secret, for people
     * @param origins every value that went into it, for people
     */
    record Rendered(LaunchPlan plan, LaunchPlan shown, List<ValueOrigin> origins) implements Rendering {
        public Rendered {
            origins = List.copyOf(origins);
        }
    }

    /** It cannot be launched there, and why; with more than one reason, the others are in the detail. */
    record Refused(Failure failure) implements Rendering {}
}
