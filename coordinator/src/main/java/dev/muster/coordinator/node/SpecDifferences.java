package dev.muster.coordinator.node;

import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.spec.ClusterSpec;
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
        SpecResult theirs = SpecParser.parse(
                "cluster.json",
                hello.specText().getBytes(StandardCharsets.UTF_8),
                Set.copyOf(ours.rules().keySet()));
        return theirs instanceof SpecResult.Valid valid ? lines(valid.spec()) : List.of("its file is not valid here");
    }

    private List<String> lines(ClusterSpec theirs) {
        return SpecDifference.lines(ours.spec(), theirs);
    }
}
