package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.host;
import static dev.muster.common.spec.SpecFixtures.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostVariables;
import dev.muster.common.model.spec.VariableText;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class HostVariablesTest {

    private static final String FILE = """
            {"cluster": {"name": "demo"},
             "vars": {"a": "file", "b": "file", "c": "file", "d": "file"},
             "groups": {"g": {"compute": true, "vars": {"b": "group", "c": "group", "d": "group"}}},
             "balancer": {"roles": ["compute"], "haproxy": {"socket": "/run/lb.sock"}},
             "hosts": {
               "192.168.1.40": {"master": true},
               "n[1-2]": {"use": "g", "vars": {"c": "pattern", "d": "pattern"}},
               "n2": {"vars": {"d": "host"}, "address": "10.0.0.2", "labels": {"rack": "r1"}}
             }}""";

    @Test
    void theNearestToTheHostWins() {
        ClusterSpec spec = valid(FILE);

        SortedMap<String, String> all = HostVariables.of(spec, host(spec, "n2"), Role.COMPUTE, Map.of("http", 8080));

        assertThat(all)
                .containsExactly(
                        entry("a", "file"),
                        entry("address", "10.0.0.2"),
                        entry("b", "group"),
                        entry("c", "pattern"),
                        entry("cluster", "demo"),
                        entry("d", "host"),
                        entry("host", "n2"),
                        entry("label.rack", "r1"),
                        entry("port.http", "8080"),
                        entry("role", "compute"));
        assertThat(HostVariables.of(spec, host(spec, "n1"), Role.COMPUTE, Map.of()))
                .contains(entry("d", "pattern"), entry("address", "n1"));
        assertThat(HostVariables.ofCluster(spec)).containsOnlyKeys("a", "b", "c", "d", "cluster");
    }

    @Test
    void aValueIsTakenAsItIs() {
        Map<String, String> values = Map.of("a", "$b ${b} \\1", "b", "no");

        assertThat(VariableText.filled("x ${a} $$ ${a}${c}", values)).isEqualTo("x $b ${b} \\1 $ $b ${b} \\1${c}");
        assertThat(VariableText.names("x ${a} $${b} ${c.d}")).containsExactly("a", "c.d");
        assertThat(VariableText.fault("$")).isPresent();
        assertThat(VariableText.fault("$$ ${a}")).isEmpty();
    }

    /** A rehearsal on loopback must not take production's members out of their balancer. */
    @Test
    void aRehearsalKnowsNoBalancer() {
        ClusterSpec mapped = LoopbackMapping.of(valid(FILE), "127.9.9").spec();

        assertThat(mapped.balancer()).isEqualTo(Balancer.NONE);
        assertThat(mapped.vars()).isEqualTo(valid(FILE).vars());
    }

    @Test
    void whatIsOnLoopbackAnywayKeepsItsBalancer() {
        String file = FILE.replace("192.168.1.40", "127.9.9.1")
                .replace("n[1-2]", "127.9.9.[2-3]")
                .replace("\"n2\"", "\"127.9.9.3\"")
                .replace("\"address\": \"10.0.0.2\", ", "");

        assertThat(LoopbackMapping.of(valid(file), "127.9.9").spec().balancer())
                .isEqualTo(valid(file).balancer());
    }
}
