package dev.muster.common.component;

import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.HostVariables;
import dev.muster.common.model.spec.VariableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether the ports that a balancer's hooks use are ports of the components that they are run for; cluster.json alone cannot tell. */
final class HookPorts {

    private final ComponentPorts ports;
    private final ClusterSpec spec;
    private final List<Failure> failures = new ArrayList<>();

    private HookPorts(ComponentCatalog catalog, ClusterSpec spec) {
        this.ports = new ComponentPorts(catalog, spec);
        this.spec = spec;
    }

    /** One failure for each hook, role and port that some host of the role lacks. */
    static List<Failure> problems(ComponentCatalog catalog, ClusterSpec spec) {
        HookPorts look = new HookPorts(catalog, spec);
        Balancer balancer = spec.balancer();
        balancer.memberHooks().values().forEach(hook -> look.check(hook, balancer.roles()));
        balancer.checks().forEach((role, hook) -> look.check(hook, Set.of(role)));
        spec.components().keySet().forEach(role -> spec.warmUp(role).ifPresent(hook -> look.check(hook, Set.of(role))));
        if (balancer.ways() instanceof HaProxy haproxy) {
            look.check(haproxy.origin(), List.of(haproxy.backend(), haproxy.server()), balancer.roles());
        }
        return look.failures;
    }

    private void check(Hook hook, Set<Role> roles) {
        check(hook.origin(), hook.command(), roles);
    }

    private void check(String origin, List<String> texts, Set<Role> roles) {
        SortedSet<String> used = new TreeSet<>();
        texts.forEach(text -> used.addAll(VariableText.names(text)));
        used.removeIf(name -> !name.startsWith(HostVariables.PORT));
        for (Role role : roles) {
            for (String name : used) {
                spec.hostsWith(role).stream()
                        .filter(host -> !HostVariables.of(spec, host, role, ports.numbers(host, role))
                                .containsKey(name))
                        .findFirst()
                        .ifPresent(host -> failures.add(missing(origin, name, host, role)));
            }
        }
    }

    private Failure missing(String origin, String name, HostSpec host, Role role) {
        Map<String, Integer> known = ports.numbers(host, role);
        return Failure.of(
                "VARIABLE_MISSING",
                origin + ": \"${" + name + "}\" has no value for " + host.name() + "/" + role,
                known.isEmpty()
                        ? "its component names no port"
                        : "ports of its component are " + String.join(", ", known.keySet()));
    }
}
