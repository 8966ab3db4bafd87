package dev.muster.benchmarks.barrier;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cluster that registers: N hosts with one small component each, the first of them the master. */
public final class Crowd {

    static final SpecHash SPEC_HASH = new SpecHash("bench");
    private static final String KIND = "mock";

    private Crowd() {}

    /** 127.1.0.0 and on. */
    static HostName host(int number) {
        return HostName.of("127.1." + (number >> 8) + "." + (number & 0xff));
    }

    static ClusterSpec spec(ClusterName name, int hosts) {
        Map<HostName, HostSpec> all = new LinkedHashMap<>();
        for (int i = 0; i < hosts; i++) {
            SortedMap<Role, Settings> roles = new TreeMap<>();
            roles.put(i == 0 ? Role.MASTER : Role.COMPUTE, Settings.NONE);
            all.put(host(i), new HostSpec(host(i), null, false, new TreeMap<>(), roles));
        }
        SortedMap<Role, ComponentSpec> components = new TreeMap<>();
        return new ClusterSpec(name, components, all);
    }

    static SortedMap<Role, RoleRules> rules() {
        SortedMap<Role, RoleRules> rules = new TreeMap<>();
        for (Role role : List.of(Role.MASTER, Role.COMPUTE)) {
            rules.put(
                    role,
                    new RoleRules(
                            role,
                            KIND,
                            "1",
                            new TreeSet<>(),
                            RoleRules.StartStrategy.TOGETHER,
                            0,
                            new TreeSet<>(),
                            List.of()));
        }
        return rules;
    }

    static LaunchPlan plan(HostName host, Role role) {
        String instance = "/var/lib/muster/instances/" + role;
        return new LaunchPlan(
                role,
                KIND,
                "1",
                new Install.ExistingHome("/opt/mock", List.of("bin/mock")),
                instance,
                List.of(instance + "/conf", instance + "/data", instance + "/logs"),
                List.of(new LaunchPlan.RenderedFile(instance + "/conf/mock.conf", "host = " + host + "\n", 0640)),
                List.of("/opt/mock/bin/mock", "--conf", instance + "/conf/mock.conf"),
                new TreeMap<>(Map.of("LANG", "C.UTF-8")),
                null,
                List.of(new LaunchPlan.Port("mock", host.value(), 9000)),
                new LaunchPlan.Needs(64 << 20, 0, 1024, 0, List.of()),
                List.of(),
                60_000,
                new LaunchPlan.StopPolicy("TERM", 10_000),
                new LaunchPlan.RestartPolicy(1_000, 60_000, 5, 300_000, List.of()),
                List.of(),
                null,
                new PlanHash(host + "-" + role));
    }

    /** What agent {@code number} introduces itself with. */
    public static Message.Hello hello(ClusterName cluster, int number) {
        AgentFacts facts = new AgentFacts(
                "0.1.0",
                "boot-" + number,
                1000L + number,
                "/var/lib/muster",
                "/var/lib/muster/store",
                List.of(host(number).value(), "127.0.0.1"),
                List.of(new AgentFacts.JavaHome("/usr/lib/jvm/java-17-openjdk-amd64", 17, "17.0.15")),
                null,
                2,
                16L << 30,
                65_536,
                262_144);
        return new Message.Hello(
                1, 1, cluster, host(number), new Incarnation(1), facts, SPEC_HASH, "", Epoch.NONE, List.of());
    }
}
