package dev.muster.coordinator.core;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
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

/** Clusters for tests of plans: every agent is there, and nothing can be rendered. */
final class Worlds {

    private static final List<Role> ROLES = List.of(Role.MASTER, Role.COMPUTE, Role.BACKEND);

    private Worlds() {}

    /** The parts of a coordinator's core that leads this cluster; its own host is 10.0.0.1. */
    static CoordinatorCore.World of(Definition definition) {
        CoordinatorCore.World world = new CoordinatorCore.World(
                new CoordinatorSettings(
                        definition,
                        new SpecHash("hash"),
                        "{}",
                        HostName.of("10.0.0.1"),
                        new SessionSettings(1_000, 5_000, 0.5, 20_000),
                        10_000,
                        null),
                text -> definition,
                planner(),
                new Counters());
        world.cluster.all().forEach(member -> member.status = AgentStatus.REGISTERED);
        return world;
    }

    static Planner planner() {
        return (spec, host, role, facts, formation) -> new Planner.Impossible(Failure.of("NONE", "none", ""));
    }

    /** What a cluster.json means; of its roles backend has its data among its hosts. */
    static Definition definition(String text) {
        ClusterSpec spec = ((SpecResult.Valid)
                        SpecParser.parse("cluster.json", text.getBytes(StandardCharsets.UTF_8), Set.copyOf(ROLES)))
                .spec();
        TreeMap<Role, RoleRules> rules = new TreeMap<>();
        for (Role role : ROLES) {
            int seeds = role.equals(Role.BACKEND) ? 1 : 0;
            TreeSet<Role> after = role.equals(Role.COMPUTE) ? new TreeSet<>(Set.of(Role.MASTER)) : new TreeSet<>();
            rules.put(
                    role,
                    new RoleRules(
                            role, role.value(), "1", after, StartStrategy.TOGETHER, seeds, new TreeSet<>(), List.of()));
        }
        return new Definition(spec, rules);
    }
}
