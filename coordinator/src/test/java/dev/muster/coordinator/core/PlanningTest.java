package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlanningTest {

    private static final Definition TWO_CELLS = Worlds.definition("""
            {"cluster": {"name": "cells"},
             "hosts": {
               "10.0.0.1": {"master": true},
               "10.0.0.[2-5]": {"compute": true, "labels": {"cell": "a"}},
               "10.0.0.6": {"backend": true, "labels": {"cell": "a"}},
               "10.0.0.[7-8]": {"compute": true, "backend": true, "labels": {"cell": "b"}}}}
            """);

    @Test
    void roleByRoleUnlessAnybodyWantsGroups() {
        assertThat(batches("half"))
                .containsExactly("backend 6", "backend 7", "backend 8", "master 1", "compute 2 3 4", "compute 5 7 8");
    }

    @Test
    void groupByGroupAllRolesOfTheHostsWithOneLabelComeBeforeTheNext() {
        assertThat(batches("half@cell"))
                .containsExactly(
                        "master 1",
                        "backend 6",
                        "compute 2 3",
                        "compute 4 5",
                        "backend 7",
                        "backend 8",
                        "compute 7",
                        "compute 8");
    }

    @Test
    void allOfAGroupAreNotTheWholeCluster() {
        assertThat(batches("all@cell"))
                .containsExactly("master 1", "backend 6", "compute 2 3 4 5", "backend 7 8", "compute 7 8");
        assertThat(Strategy.parse("all@cell").orElseThrow().isWholeCluster()).isFalse();
        assertThat(Strategy.parse("all").orElseThrow().isWholeCluster()).isTrue();
    }

    /** The batches of a restart of everything, each with the ends of its hosts. */
    private static List<String> batches(String strategy) {
        Revision first = new Revision(new Generation(1), new SpecHash("hash"), "{}", "ann", 0, "");
        DurableState durable = DurableState.fresh(new ClusterId("id"), new Epoch(1), first);
        ChangePlan plan = new Planning(Worlds.of(TWO_CELLS), Worlds.planner(), durable, (before, after) -> List.of())
                .restarting(
                        Set.copyOf(TWO_CELLS.spec().componentIds()),
                        Strategy.parse(strategy).orElseThrow());
        return plan.steps().stream()
                .collect(Collectors.groupingBy(ChangePlan.Step::batch, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(PlanningTest::words)
                .toList();
    }

    private static String words(List<ChangePlan.Step> batch) {
        return batch.get(0).component().role() + " "
                + batch.stream()
                        .map(step -> step.component().host().value().substring("10.0.0.".length()))
                        .collect(Collectors.joining(" "));
    }
}
