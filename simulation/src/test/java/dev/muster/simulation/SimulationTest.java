package dev.muster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ComponentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whole clusters of the production cores. A seed that fails is repeated, with every word, by {@code bin/sim --seed N}. */
final class SimulationTest {

    private static final int SEEDS = 10_000;

    /** Transitions that the simulated operators and agents have no occasion for. */
    private static final Set<String> NOT_SIMULATED = Set.of(
            // roles are never taken from a host while the simulation runs
            "STOPPED -> ABSENT",
            "FAILED -> ABSENT",
            // the table allows what the agent's core does not do: it lets an installation end, and tries before it
            // fails
            "INSTALLING -> ABSENT",
            "STOPPED -> FAILED");

    @Test
    void everyInvariantHoldsOnTenThousandSeeds() {
        Coverage coverage = new Coverage();
        assertThat(Batch.run(1, SEEDS, coverage).failures()).isEmpty();
        assertThat(coverage.transitions()).containsAll(legalTransitions());
    }

    /** Every transition of the table, as {@link Coverage} writes them, but for those that have a reason. */
    private static Set<String> legalTransitions() {
        Set<String> legal = new TreeSet<>();
        for (ComponentState from : ComponentState.values()) {
            for (ComponentState to : ComponentState.values()) {
                if (from.mayBecome(to)) {
                    legal.add(from + " -> " + to);
                }
            }
        }
        legal.removeAll(NOT_SIMULATED);
        return legal;
    }

    @Test
    void aSeedIsTheSameRunEveryTime() {
        List<List<String>> transcripts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            transcripts.add(
                    Simulation.run(7, Variation.NONE, new Coverage(), true).transcript());
        }
        assertThat(transcripts.get(0)).isEqualTo(transcripts.get(1)).hasSizeGreaterThan(100);
    }
}
