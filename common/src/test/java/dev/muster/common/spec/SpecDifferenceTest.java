package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.valid;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpecDifferenceTest {

    private static final String BEFORE = """
            {"cluster": {"name": "demo"},
             "components": {"backend": {"version": "5.0.4", "heap": "2g"}},
             "hosts": {
               "192.168.1.40": {"master": true},
               "192.168.1.41": {"compute": {"cores": 4}, "backend": true, "labels": {"rack": "r1"}},
               "192.168.1.42": {"index": true}
             }}""";

    @Test
    void saysEachDifferenceInTheWordsOfTheFile() {
        String after = """
                {"cluster": {"name": "prod", "startTimeout": "10m"},
                 "components": {"backend": {"version": "5.0.5"}},
                 "require": {"compute": "50%"},
                 "hosts": {
                   "192.168.1.40": {"master": true, "address": "10.0.0.1"},
                   "192.168.1.41": {"compute": {"cores": 8}, "standby": true},
                   "192.168.1.43": {"compute": true, "index": true}
                 }}""";

        assertThat(SpecDifference.lines(valid(BEFORE), valid(after)))
                .containsExactly(
                        "cluster name demo -> prod",
                        "cluster startTimeout (none) -> 10m",
                        "backend: version 5.0.4 -> 5.0.5",
                        "backend heap 2g -> (none)",
                        "require compute (none) -> 50%",
                        "192.168.1.40: address (none) -> 10.0.0.1",
                        "192.168.1.41: backend true -> false",
                        "192.168.1.41: compute cores 4 -> 8",
                        "192.168.1.41: standby false -> true",
                        "192.168.1.41: label rack r1 -> (none)",
                        "- host 192.168.1.42 (index)",
                        "+ host 192.168.1.43 (compute index)");
    }

    @Test
    void saysWhatBecameOfTheBalancerAndOfVariables() {
        String before = """
                {"$vars": {"pool": "p1"},
                 "$balancer": {"roles": ["compute"], "haproxy": {"socket": "/run/lb.sock"}},
                 "m": {"master": true, "compute": true, "vars": {"weight": "5"}}}""";
        String after = """
                {"$vars": {"pool": "p2"},
                 "$balancer": {
                   "roles": ["compute", "index"],
                   "disable": {"command": ["/lb", "off", "${host}"]},
                   "enable": {"command": ["/lb", "on", "${host}"], "timeout": "90s"},
                   "drain": {"wait": "10s"},
                   "check": {"compute": {"command": ["/check"]}},
                   "cluster": {"disable": {"command": ["/all"]}, "enable": {"command": ["/all"]}}},
                 "m": {"master": true, "compute": true, "index": true}}""";

        assertThat(SpecDifference.lines(valid(before), valid(after)))
                .containsExactly(
                        "variable pool p1 -> p2",
                        "balancer check.compute (none) -> /check (30s)",
                        "balancer cluster.disable (none) -> /all (30s)",
                        "balancer cluster.enable (none) -> /all (30s)",
                        "balancer disable (none) -> /lb off ${host} (30s)",
                        "balancer drain.timeout 1m -> (none)",
                        "balancer drain.wait (none) -> 10s",
                        "balancer enable (none) -> /lb on ${host} (90s)",
                        "balancer haproxy.backend ${role} -> (none)",
                        "balancer haproxy.server ${host} -> (none)",
                        "balancer haproxy.socket /run/lb.sock -> (none)",
                        "balancer haproxy.timeout 5s -> (none)",
                        "balancer roles compute -> compute, index",
                        "m: index false -> true",
                        "m: variable weight 5 -> (none)");
    }

    @Test
    void commentsSpellingAndPlacesDoNotCount() {
        String same = "# the same\n" + BEFORE.replace(",", " , \n").replace("\"192.168.1.42\"", "\"192.168.1.[42]\"");

        assertThat(SpecDifference.lines(valid(BEFORE), valid(same))).isEmpty();
    }

    @Test
    void theOrderOfHostsCounts() {
        assertThat(SpecDifference.lines(
                        valid("{\"m\": {\"master\": true}, \"a\": {\"backend\": true}, \"b\": {\"backend\": true}}"),
                        valid("{\"m\": {\"master\": true}, \"b\": {\"backend\": true}, \"a\": {\"backend\": true}}")))
                .containsExactly("order of hosts: m, a, b -> m, b, a");
    }

    @Test
    void manyDifferencesAreCut() {
        assertThat(SpecDifference.lines(
                        valid("{\"m\": {\"master\": true}}"),
                        valid("{\"m\": {\"master\": true}, \"n[1-50]\": {\"compute\": true}}")))
                .hasSize(SpecDifference.LINES_MAX)
                .endsWith("+ host n19 (compute)", "... and 31 more");
    }

    @Test
    void saysWhichSideOfAPairIsUsed() {
        String before = """
                {"components": {"backend": {"pair": {"primary": {"store": "a"}, "secondary": {"store": "b"}}}},
                 "hosts": {"m": {"master": true, "backend": true}}}""";
        String after = before.replace("{\"primary\"", "{\"uses\": \"secondary\", \"primary\"")
                .replace("{\"store\": \"b\"}", "{\"store\": \"c\"}, \"warm\": {\"command\": [\"/w\", \"${host}\"]}");

        assertThat(SpecDifference.lines(valid(before), valid(after)))
                .containsExactly(
                        "backend: pair secondary.store b -> c",
                        "backend: pair uses primary -> secondary",
                        "backend: pair warm (none) -> /w ${host} (10m)");
    }
}
