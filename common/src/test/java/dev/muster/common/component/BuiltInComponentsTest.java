package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.trust.Secret;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuiltInComponentsTest {

    private final ComponentCatalog catalog = FourHosts.catalog(FourHosts.BUILT_IN);

    @ParameterizedTest
    @CsvSource({
        "192.168.1.40, master, spark-master",
        "192.168.1.41, compute, spark-worker",
        "192.168.1.42, backend, cassandra",
        "192.168.1.43, index, opensearch"
    })
    void plansOfTheFourHostExample(String host, String role, String name) {
        Renderer renderer = new Renderer(catalog, FourHosts.in("192.168.1.").spec(), FourHosts.unformed());
        Golden.check(name + ".plan.txt", PlanText.of(plan(renderer, host, new Role(role))));
    }

    /** Row G6: what the machine's own name resolves to, 127.0.1.1 on many, is never asked. */
    @ParameterizedTest
    @CsvSource({"192.168.1.40, master", "192.168.1.41, compute", "192.168.1.42, backend", "192.168.1.43, index"})
    void everythingListensOnAndNamesTheAddressOfItsHost(String host, String role) {
        Renderer renderer = new Renderer(catalog, FourHosts.in("192.168.1.").spec(), FourHosts.unformed());
        LaunchPlan plan = plan(renderer, host, new Role(role));
        assertThat(plan.ports()).isNotEmpty().allSatisfy(port -> assertThat(port.address())
                .isEqualTo(host));
        assertThat(PlanText.of(plan)).contains(host).doesNotContain("0.0.0.0", "localhost");
    }

    @ParameterizedTest
    @CsvSource({
        "127.61.0.41, backend, cassandra-loopback",
        "127.61.0.43, index, opensearch-loopback",
    })
    void plansOnLoopbackAfterTheFormation(String host, String role, String name) {
        ClusterFacts facts = FourHosts.formed(new TreeMap<>(), Role.BACKEND, Role.INDEX);
        Renderer renderer = new Renderer(catalog, FourHosts.in("127.61.0.").spec(), facts);
        Golden.check(name + ".plan.txt", PlanText.of(plan(renderer, host, new Role(role))));
    }

    @Test
    void withStandbysASecondSparkMasterRecoversThroughZookeeperAndWorkersKnowBoth() {
        ClusterSpec written = FourHosts.in("192.168.1.")
                .standby("192.168.1.41")
                .standby("192.168.1.42")
                .spec();
        ClusterSpec spec = catalog.completed(written);
        assertThat(spec.hostsWith(Role.MASTER))
                .extracting(host -> host.name().value())
                .containsExactly("192.168.1.40", "192.168.1.41");
        assertThat(spec.coordinators()).hasSize(3);
        Renderer renderer = new Renderer(
                catalog,
                spec,
                FourHosts.unformed().withZookeeper(everywhere(spec, "192.168.1.40:7421,192.168.1.41:7421")));
        Golden.check("spark-master-standby.plan.txt", PlanText.of(plan(renderer, "192.168.1.41", Role.MASTER)));
        Golden.check("spark-worker-standby.plan.txt", PlanText.of(plan(renderer, "192.168.1.43", Role.COMPUTE)));
    }

    @ParameterizedTest
    @CsvSource({"192.168.1.40, master", "192.168.1.41, compute"})
    void withCertificatesSparkAsksForASecretThatStandsInNoCommand(String host, String role) {
        SecretSource secrets = new SecretSource() {
            @Override
            public Result given(String name) {
                return new Result.Refused(SecretSource.missing(name));
            }

            @Override
            public Optional<Secret> generated(String name) {
                return Optional.of(new Secret("generated-for-" + name));
            }
        };
        Renderer renderer = new Renderer(catalog, FourHosts.in("192.168.1.").spec(), FourHosts.unformed(), secrets);
        LaunchPlan plan = plan(renderer, host, new Role(role));
        assertThat(plan.argv())
                .containsSubsequence("--properties-file", plan.instance() + "/conf/spark.conf")
                .noneMatch(argument -> argument.contains("generated"));
        assertThat(plan.environment().toString()).doesNotContain("generated");
        assertThat(plan.files())
                .filteredOn(file -> file.path().endsWith("/conf/spark.conf"))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.mode()).isEqualTo(0600);
                    assertThat(file.content())
                            .contains("spark.authenticate=true", "spark.authenticate.secret=generated-for-spark");
                });
    }

    /** What nobody may reach, whatever the machine's interfaces are. */
    @Test
    void nothingSubmitsByHttpAndNothingSpeaksJmx() {
        Renderer renderer = new Renderer(catalog, FourHosts.in("192.168.1.").spec(), FourHosts.unformed());
        assertThat(plan(renderer, "192.168.1.40", Role.MASTER).argv()).contains("-Dspark.master.rest.enabled=false");
        FourHosts.in("192.168.1.").spec().componentIds().forEach(id -> assertThat(
                        PlanText.of(plan(renderer, id.host().value(), id.role())))
                .doesNotContain("jmxremote", "jmx.local.port", "jmx.remote.port", ":6066"));
    }

    @Test
    void aStandInHasNoSecondMaster() {
        ClusterSpec spec = FourHosts.in("192.168.1.").standby("192.168.1.41").spec();
        assertThat(catalog.withEveryRoleServedBy("mock").completed(spec)).isEqualTo(spec);
    }

    @Test
    void mockServesEveryRole() {
        ClusterSpec spec = FourHosts.in("192.168.1.")
                .setting("192.168.1.41", Role.COMPUTE, "cores", "16")
                .version(Role.BACKEND, "4.1.10")
                .spec();
        ComponentCatalog mocks = catalog.withEveryRoleServedBy("mock");
        Renderer renderer = new Renderer(mocks, spec, FourHosts.unformed());
        assertThat(mocks.problems(spec)).isEmpty();
        assertThat(spec.componentIds()).allSatisfy(id -> assertThat(
                        plan(renderer, id.host().value(), id.role()).kind())
                .isEqualTo("mock"));
        Golden.check("mock.plan.txt", PlanText.of(plan(renderer, "192.168.1.41", Role.COMPUTE)));
    }

    @Test
    void rulesOfTheFourHostExample() {
        String text = catalog.rules(FourHosts.in("192.168.1.").spec()).stream()
                .map(RoleRules::toString)
                .collect(Collectors.joining("\n", "", "\n"));
        Golden.check("rules.txt", text.replace(", Endpoint", ",\n    Endpoint"));
    }

    /** Cassandra and OpenSearch show none unless something is added to them. */
    @Test
    void sparkShowsItsMetricsBesideItsWebPage() {
        ClusterSpec spec = FourHosts.in("192.168.1.")
                .setting("192.168.1.41", Role.COMPUTE, "ports.ui", "18081")
                .spec();
        List<MetricsTarget> targets = ComponentMetrics.of(catalog, spec);
        assertThat(targets)
                .extracting(target -> target.component() + " " + target.address() + ":" + target.port() + target.path())
                .startsWith(
                        "192.168.1.40/compute 192.168.1.40:8081/metrics/prometheus/",
                        "192.168.1.40/master 192.168.1.40:8080/metrics/prometheus/",
                        "192.168.1.41/compute 192.168.1.41:18081/metrics/prometheus/")
                .hasSize(spec.hostsWith(Role.COMPUTE).size() + 1);
        assertThat(ComponentMetrics.of(catalog.withEveryRoleServedBy("mock"), spec))
                .isEmpty();
    }

    @Test
    void memoryThatIsToBeKeptFromTheSwapNeedsTheLimitForIt() {
        ClusterSpec spec = FourHosts.in("127.61.0.")
                .setting("127.61.0.43", Role.INDEX, "lockMemory", "true")
                .spec();
        Renderer renderer = new Renderer(catalog, spec, FourHosts.unformed());
        LaunchPlan locked = plan(renderer, "127.61.0.43", Role.INDEX);
        assertThat(locked.needs().limits())
                .containsExactly(new LimitNeed(Limit.LOCKED_MEMORY, LimitNeed.UNLIMITED, true));
        assertThat(locked.files())
                .filteredOn(file -> file.path().endsWith("opensearch.yml"))
                .singleElement()
                .satisfies(file -> assertThat(file.content()).contains("bootstrap.memory_lock: true"));
    }

    @Test
    void fourHostExampleFitsALaptopOf16GiB() {
        ClusterSpec spec = FourHosts.in("127.61.0.").spec();
        Renderer renderer = new Renderer(catalog, spec, FourHosts.unformed());
        long bytes = spec.componentIds().stream()
                .mapToLong(id ->
                        plan(renderer, id.host().value(), id.role()).needs().memoryBytes())
                .sum();
        assertThat(bytes).isLessThan(6L << 30);
    }

    private static LaunchPlan plan(Renderer renderer, String host, Role role) {
        return FourHosts.plan(renderer.render(HostName.of(host), role, FourHosts.machine()));
    }

    private static SortedMap<HostName, String> everywhere(ClusterSpec spec, String servers) {
        SortedMap<HostName, String> all = new TreeMap<>();
        spec.hosts().keySet().forEach(host -> all.put(host, servers));
        return all;
    }
}
