package dev.muster.coordinator.node;

import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.spec.SpecDifference;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.core.CoordinatorSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Says where an agent's cluster.json differs from the coordinator's. */
final class SpecDifferences {

    private final CoordinatorSettings ours;

    SpecDifferences(CoordinatorSettings ours) {
        this.ours = ours;
    }

    /** For people; empty when both are the same file, or mean the same. */
    List<String> of(Hello hello) {
        if (hello.specHash().equals(ours.specHash())) {
            return List.of();
        }
        if (hello.specText().isEmpty()) {
            return List.of("its file is another one, and too long to be compared");
        }
        // The files are compared, not what is made of them: a component on a standby host stands in neither.
        SpecResult theirs = parse(hello.specText());
        SpecResult own = parse(ours.specText());
        return theirs instanceof SpecResult.Valid valid && own instanceof SpecResult.Valid mine
                ? SpecDifference.lines(mine.spec(), valid.spec())
                : List.of("its file is not valid here");
    }

    private SpecResult parse(String text) {
        return SpecParser.parse(
                "cluster.json",
                text.getBytes(StandardCharsets.UTF_8),
                Set.copyOf(ours.rules().keySet()));
    }
}
