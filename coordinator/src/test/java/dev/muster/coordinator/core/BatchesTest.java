package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BatchesTest {

    private static final ClusterSpec SPEC = spec("""
            {
              "10.0.0.1": {"master": true},
              "10.0.0.[2-7]": {"compute": true, "backend": true}
            }
            """);
    private static final List<HostName> SIX =
            SPEC.hostsWith(Role.BACKEND).stream().map(HostSpec::name).toList();

    @Test
    void halfOfARoleWithoutDataAreTakenTogether() {
        assertThat(sizes(rule(Role.COMPUTE, 0), "half")).containsExactly(3, 3);
    }

    @Test
    void ofARoleThatHasItsDataAmongItsHostsHalfTakesOneAtATime() {
        assertThat(sizes(rule(Role.BACKEND, 2), "half")).containsExactly(1, 1, 1, 1, 1, 1);
    }

    @Test
    void whoGivesANumberIsTakenAtTheirWord() {
        assertThat(sizes(rule(Role.BACKEND, 2), "4")).containsExactly(4, 2);
        assertThat(sizes(rule(Role.BACKEND, 2), "all")).containsExactly(6);
    }

    @Test
    void whoWarmsUpAStoreGoesAloneAndTheOthersByTheStrategy() {
        List<List<HostName>> all = Batches.restarting(
                SPEC, rule(Role.COMPUTE, 0), Strategy.parse("all").orElseThrow(), SIX.size(), SIX);
        assertThat(Batches.oneFirst(all)).containsExactly(SIX.subList(0, 1), SIX.subList(1, 6));
        assertThat(Batches.oneFirst(List.of(SIX.subList(0, 1)))).containsExactly(SIX.subList(0, 1));
        assertThat(Batches.oneFirst(List.of())).isEmpty();
    }

    @Test
    void groupsAreInTheOrderOfTheFileAndWhoHasNoLabelIsOne() {
        ClusterSpec spec = spec("""
                {
                  "cluster": {"name": "g"},
                  "hosts": {
                    "10.0.0.1": {"master": true},
                    "10.0.0.[2-3]": {"compute": true, "labels": {"cell": "b"}},
                    "10.0.0.4": {"compute": true, "labels": {"cell": "a"}},
                    "10.0.0.5": {"compute": true, "labels": {"cell": "b"}},
                  },
                }
                """);
        List<HostName> all = List.copyOf(spec.hosts().keySet());
        assertThat(Batches.groups(spec, "cell", all)).containsExactly(hosts("1"), hosts("2", "3", "5"), hosts("4"));
        assertThat(Batches.groups(spec, "", all)).containsExactly(hosts("1", "2", "3", "4", "5"));
    }

    private static ClusterSpec spec(String text) {
        return ((SpecResult.Valid) SpecParser.parse(
                        "cluster.json",
                        text.getBytes(StandardCharsets.UTF_8),
                        Set.of(Role.MASTER, Role.COMPUTE, Role.BACKEND)))
                .spec();
    }

    private static List<HostName> hosts(String... last) {
        return Stream.of(last).map(each -> HostName.of("10.0.0." + each)).toList();
    }

    private static List<Integer> sizes(RoleRules rule, String strategy) {
        return Batches.restarting(SPEC, rule, Strategy.parse(strategy).orElseThrow(), SIX.size(), SIX).stream()
                .map(List::size)
                .toList();
    }

    private static RoleRules rule(Role role, int seeds) {
        return new RoleRules(
                role, role.value(), "1", new TreeSet<>(), StartStrategy.TOGETHER, seeds, new TreeSet<>(), List.of());
    }
}
