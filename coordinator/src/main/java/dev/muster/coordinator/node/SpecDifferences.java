package dev.muster.coordinator.node;

import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.spec.SpecDifference;
import dev.muster.coordinator.core.CoordinatorSettings;
import dev.muster.coordinator.core.Definer;
import dev.muster.coordinator.core.Definer.Definition;
import dev.muster.coordinator.core.History;
import java.util.List;

/** Says where an agent's cluster.json differs from what is in force. One that was in force before is no difference: it is only old. */
final class SpecDifferences {

    private final CoordinatorSettings own;
    private final Definer definer;
    private final CurrentDefinition current;

    SpecDifferences(CoordinatorSettings own, Definer definer, CurrentDefinition current) {
        this.own = own;
        this.definer = definer;
        this.current = current;
    }

    /** For people; empty when both are the same file, or mean the same. */
    List<String> of(Hello hello) {
        History history = current.history();
        boolean isKnown = history == null
                ? hello.specHash().equals(own.specHash())
                : history.revisions().stream()
                        .anyMatch(revision -> revision.hash().equals(hello.specHash()));
        if (isKnown) {
            return List.of();
        }
        if (hello.specText().isEmpty()) {
            return List.of("its file is another one, and too long to be compared");
        }
        String ours = history == null ? own.specText() : history.current().text();
        // The files are compared, not what is made of them: a component on a standby host stands in neither.
        return definer.define(hello.specText()) instanceof Definition theirs
                        && definer.define(ours) instanceof Definition mine
                ? SpecDifference.lines(mine.file(), theirs.file())
                : List.of("its file is not valid here");
    }
}
