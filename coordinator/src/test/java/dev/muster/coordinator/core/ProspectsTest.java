package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.core.Definer.Definition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
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
        Definition without = definition("""
                {"cluster": {"name": "ring"}, "hosts": {"10.0.0.1": {"master": true}}}
                """);
        assertThat(prospects(definition(FILE.formatted(2)), without).warnings())
                .extracting(Failure::code)
                .containsExactly("ROLE_WITHOUT_HOST");
    }

    /** @param last number of the last backend host, before and after */
    private static Prospects leaving(int last, int lastAfter) {
        return prospects(definition(FILE.formatted(last)), definition(FILE.formatted(lastAfter)));
    }

    private static Prospects prospects(Definition before, Definition after) {
        CoordinatorCore.World world = new CoordinatorCore.World(
                new CoordinatorSettings(
                        before,
                        new SpecHash("hash"),
                        "{}",
                        HostName.of("10.0.0.1"),
                        new SessionSettings(1_000, 5_000, 0.5, 20_000),
                        10_000,
                        null),
                text -> before,
                (spec, host, role, facts, formation) -> new Planner.Impossible(Failure.of("NONE", "none", "")),
                new Counters());
        world.cluster.all().forEach(member -> member.status = AgentStatus.REGISTERED);
        List<ChangePlan.Step> steps = before.spec().componentIds().stream()
                .filter(id -> !InForce.has(after.spec(), id))
                .map(ProspectsTest::leave)
                .toList();
        return new Prospects(world, after, steps, Strategy.ONE_BY_ONE, new TreeSet<>());
    }

    private static ChangePlan.Step leave(ComponentId id) {
        return new ChangePlan.Step(1, Action.LEAVE, id, "cassandra", "5", List.of());
    }

    private static Definition definition(String text) {
        ClusterSpec spec = ((SpecResult.Valid) SpecParser.parse(
                        "cluster.json", text.getBytes(StandardCharsets.UTF_8), Set.of(Role.MASTER, Role.BACKEND)))
                .spec();
        TreeMap<Role, RoleRules> rules = new TreeMap<>();
        for (Role role : List.of(Role.MASTER, Role.BACKEND)) {
            int seeds = role.equals(Role.BACKEND) ? 1 : 0;
            rules.put(
                    role,
                    new RoleRules(
                            role,
                            role.value(),
                            "1",
                            new TreeSet<>(),
                            StartStrategy.TOGETHER,
                            seeds,
                            new TreeSet<>(),
                            List.of()));
        }
        return new Definition(spec, rules);
    }
}
