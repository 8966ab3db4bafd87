package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash of a plan changes when, and only when, its content does. */
final class PlanHashTest {

    private static final String HOST = "192.168.1.42";

    private final ComponentCatalog catalog = FourHosts.catalog(FourHosts.BUILT_IN);

    @Test
    void theSameInputGivesTheSamePlan() {
        assertThat(plan(FourHosts.in("192.168.1."))).isEqualTo(plan(FourHosts.in("192.168.1.")));
    }

    @ParameterizedTest
    @CsvSource({
        "heap, 300m",
        "directMemory, 128m",
        "tokens, 8",
        "fastGossip, true",
        "ports.cql, 9999",
        "ports.storage, 7777",
        "dir, /data",
        "home, /opt/cassandra",
        "java, /opt/jdk"
    })
    void everySettingChangesIt(String name, String value) {
        assertThat(hash(FourHosts.in("192.168.1.").setting(HOST, Role.BACKEND, name, value)))
                .isNotEqualTo(hash(FourHosts.in("192.168.1.")));
    }

    @Test
    void aSettingThatSaysTheDefaultDoesNot() {
        assertThat(hash(FourHosts.in("192.168.1.").setting(HOST, Role.BACKEND, "heap", "192m")))
                .isEqualTo(hash(FourHosts.in("192.168.1.")));
    }

    @Test
    void otherRolesDoNot() {
        assertThat(hash(FourHosts.in("192.168.1.").setting(HOST, Role.COMPUTE, "cores", "7")))
                .isEqualTo(hash(FourHosts.in("192.168.1.")));
    }

    @Test
    void textsThatMeetDifferentlyAreDifferent() {
        LaunchPlan plan = plan(FourHosts.in("192.168.1."));
        Set<PlanHash> hashes = new HashSet<>(List.of(
                hash(plan, List.of("/a", "b"), List.of()),
                hash(plan, List.of("/ab"), List.of()),
                hash(plan, List.of("/a"), List.of("b")),
                hash(plan, List.of("/a", "b", ""), List.of())));
        assertThat(hashes).hasSize(4);
    }

    private static PlanHash hash(LaunchPlan p, List<String> argv, List<String> directories) {
        return PlanHasher.hash(new LaunchPlan(
                p.role(),
                p.kind(),
                p.version(),
                p.install(),
                p.instance(),
                directories,
                p.files(),
                argv,
                new TreeMap<>(),
                p.runAs(),
                p.ports(),
                p.needs(),
                p.probes(),
                p.startTimeoutMs(),
                p.stop(),
                p.restart(),
                p.causes(),
                p.leave(),
                p.hash()));
    }

    private PlanHash hash(FourHosts hosts) {
        return plan(hosts).hash();
    }

    private LaunchPlan plan(FourHosts hosts) {
        Renderer renderer = new Renderer(catalog, hosts.spec(), FourHosts.unformed());
        return FourHosts.plan(renderer.render(HostName.of(HOST), Role.BACKEND, FourHosts.machine()));
    }
}
