package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.HostVariables;
import dev.muster.common.model.spec.VariableText;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the hooks of a member can be run: each of their variables has a value. A file is refused that lacks one (E048), so this is for
 * what an older version took. Ports are the component definitions' matter, without which there is no definition at all.
 */
final class HookVariables {

    /** What it is called where one is missing. */
    static final String CODE = "VARIABLE_MISSING";

    private HookVariables() {}

    /** The first one that has no value for a member; empty when all have. */
    static Optional<Failure> missing(ClusterSpec spec, ComponentId id) {
        HostSpec host = spec.host(id.host()).orElse(null);
        return host == null
                ? Optional.empty()
                : texts(spec, id.role())
                        .flatMap(text -> VariableText.names(text).stream())
                        .filter(name ->
                                HostVariables.value(spec, host, id.role(), name).isEmpty())
                        .findFirst()
                        .map(name -> Failure.of(
                                CODE,
                                "${" + name + "}, which a hook of the balancer uses, has no value for " + id,
                                "muster change cancel; then give it one in \"vars\" of the host, of its group or of the file,"
                                        + " and apply that."));
    }

    private static Stream<String> texts(ClusterSpec spec, Role role) {
        Balancer balancer = spec.balancer();
        Stream<String> ofMembers = !balancer.isInFrontOf(role)
                ? Stream.of()
                : Stream.concat(
                        balancer.memberHooks().values().stream().flatMap(hook -> hook.command().stream()),
                        balancer.ways() instanceof HaProxy haproxy
                                ? Stream.of(haproxy.backend(), haproxy.server())
                                : Stream.of());
        Stream<String> ofRole = Stream.concat(
                        Stream.ofNullable(balancer.checks().get(role)), spec.warmUp(role).stream())
                .flatMap(hook -> hook.command().stream());
        return Stream.concat(ofMembers, ofRole);
    }
}
