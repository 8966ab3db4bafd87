package dev.muster.coordinator.balancer;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Clusters with a balancer: three hosts of the role web behind it. */
final class Definitions {

    static final Role WEB = new Role("web");

    private Definitions() {}

    /** {@code section} is the content of the balancer section. */
    static Definition of(String section) {
        return parsed("""
                {"cluster": {"name": "shop"},
                 "vars": {"pool": "blue", "site": "a b"},
                 "components": {"web": {"kind": "web"}},
                 "balancer": {%s},
                 "hosts": {
                   "127.82.0.1": {"master": true},
                   "127.82.0.[2-4]": {"web": true, "labels": {"rack": "r1", "two words": "x"}},
                   "127.82.0.4": {"vars": {"pool": "green"}}
                 }}""".formatted(section));
    }

    static Definition parsed(String text) {
        SpecResult result = SpecParser.parse(
                "cluster.json", text.getBytes(StandardCharsets.UTF_8), Set.of(Role.MASTER, Role.COMPUTE));
        if (!(result instanceof SpecResult.Valid valid)) {
            throw new IllegalArgumentException(String.join("\n", result.text()));
        }
        ClusterSpec spec = valid.spec();
        return new Definition(spec, (host, role) -> new TreeMap<>(Map.of("http", 8000)));
    }
}
