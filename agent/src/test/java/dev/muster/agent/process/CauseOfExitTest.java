package dev.muster.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.LaunchPlan.CauseRule;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Fault row A15, and what an operator reads of any end. */
final class CauseOfExitTest {

    private static final List<CauseRule> RULES = List.of(
            new CauseRule("(", "BAD", "never", "never"),
            new CauseRule("No space left", "DISK_FULL", "the disk is full", "free space"));

    private static Failure of(int code, List<String> tail, OptionalLong kills) {
        return CauseOfExit.of("backend (cassandra 5.0.9)", code, tail, RULES, kills);
    }

    @Test
    void aRuleThatMatchesNamesTheCause() {
        Failure failure = of(3, List.of("java.io.IOException: No space left on device", "bye"), OptionalLong.empty());
        assertThat(failure)
                .isEqualTo(new Failure(
                        "DISK_FULL",
                        "backend (cassandra 5.0.9) ended with exit code 3: the disk is full",
                        "free space",
                        List.of("java.io.IOException: No space left on device", "bye")));
    }

    @Test
    void withoutARuleTheCodeIsExplained() {
        assertThat(of(137, List.of(), OptionalLong.empty()).message()).endsWith("exit code 137 (signal 9 KILL)");
        assertThat(of(137, List.of(), OptionalLong.empty()).hint()).contains("memory");
        assertThat(of(0, List.of(), OptionalLong.empty()).hint()).contains("it was to run");
        assertThat(of(127, List.of(), OptionalLong.empty()).code()).isEqualTo("COMPONENT_EXITED");
    }

    @Test
    void theKernelsWordOnMemoryComesFirst() {
        assertThat(of(137, List.of("No space left"), OptionalLong.of(2)).code()).isEqualTo("OUT_OF_MEMORY");
    }

    @Test
    void theDetailIsBounded() {
        Failure failure = of(1, Collections.nCopies(100, "x".repeat(10_000)), OptionalLong.empty());
        assertThat(failure.detail()).hasSize(CauseOfExit.DETAIL_LINES).allSatisfy(line -> assertThat(line.length())
                .isLessThan(2_100));
    }
}
