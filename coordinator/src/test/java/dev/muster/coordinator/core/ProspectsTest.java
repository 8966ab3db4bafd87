package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ProspectsTest {

    private static final String FILE = """
            {"cluster": {"name": "ring"}, "components": {"backend": {"copies": 3}},
             "hosts": {"10.0.0.1": {"master": true}, "10.0.0.[2-%d]": {"backend": true}}}
            """;

    @Test
    void whoLeavesFewerHostsThanCopiesIsWarned() {
        Prospects prospects = leaving(5, 3);
        assertThat(prospects.warnings()).extracting(Failure::code).containsExactly("FEWER_HOSTS_THAN_COPIES");
        assertThat(prospects.warnings().get(0).message())
                .isEqualTo("backend would have 2 hosts for the 3 copies of its data");
        assertThat(prospects.isSevere()).isTrue();
    }

    @Test
    void asManyHostsAsCopiesAreEnough() {
        assertThat(leaving(5, 4).warnings()).extracting(Failure::code).containsExactly("DATA_LEAVES");
    }

    @Test
    void theLastHostOfARoleIsNamedAsSuch() {
        Definition without = Worlds.definition("""
                {"cluster": {"name": "ring"}, "hosts": {"10.0.0.1": {"master": true}}}
                """);
        assertThat(prospects(Worlds.definition(FILE.formatted(2)), without).warnings())
                .extracting(Failure::code)
                .containsExactly("ROLE_WITHOUT_HOST");
    }

    /** @param last number of the last backend host, before and after */
    private static Prospects leaving(int last, int lastAfter) {
        return prospects(Worlds.definition(FILE.formatted(last)), Worlds.definition(FILE.formatted(lastAfter)));
    }

    private static Prospects prospects(Definition before, Definition after) {
        List<ChangePlan.Step> steps = before.spec().componentIds().stream()
                .filter(id -> !InForce.has(after.spec(), id))
                .map(id -> new ChangePlan.Step(1, Action.LEAVE, id, "cassandra", "5", List.of()))
                .toList();
        return new Prospects(Worlds.of(before), after, steps, Strategy.ONE_BY_ONE, new TreeSet<>());
    }
}
