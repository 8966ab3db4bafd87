package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.AgentFacts.JavaHome;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RendererTest {

    private static final String THIRD = "192.168.1.42";

    private final ComponentCatalog catalog = FourHosts.catalog(FourHosts.BUILT_IN, FourHosts.EXAMPLES);
    private final FourHosts four = FourHosts.in("192.168.1.");

    @Test
    void unknownSettingsAreRefusedWithWhatWasMeant() {
        four.setting(THIRD, Role.BACKEND, "heep", "1g").setting(THIRD, Role.BACKEND, "ports.cql", "90420");
        Failure failure = refusal(Role.BACKEND);
        assertThat(failure.code()).isEqualTo("SETTING_INVALID");
        assertThat(failure.message())
                .isEqualTo(
                        "cluster.json:7:12: the setting \"ports.cql\" must be a port from 1 to 65535, not \"90420\"");
        assertThat(failure.detail())
                .containsExactly(
                        "SETTING_UNKNOWN: cluster.json:7:12: cassandra has no setting \"heep\"; did you mean \"heap\"?");
        assertThat(catalog.problems(four.spec())).hasSize(2);
    }

    @Test
    void aSettingOfTheRoleIsUsedOnEveryHostUnlessTheHostSaysOtherwise() {
        four.settingOfAll(Role.BACKEND, "home", "/opt/cassandra").setting(THIRD, Role.BACKEND, "home", "/opt/other");
        Renderer renderer = new Renderer(catalog, four.spec(), FourHosts.unformed());
        Rendering second = renderer.render(HostName.of("192.168.1.41"), Role.BACKEND, FourHosts.machine());
        assertThat(FourHosts.plan(second).install())
                .isEqualTo(new Install.ExistingHome("/opt/cassandra", List.of("lib")));
        assertThat(plan(Role.BACKEND).install()).isEqualTo(new Install.ExistingHome("/opt/other", List.of("lib")));
    }

    @Test
    void aWrongSettingOfTheRoleIsToldOnce() {
        four.settingOfAll(Role.BACKEND, "heep", "1g");
        assertThat(catalog.problems(four.spec())).singleElement().satisfies(failure -> assertThat(failure.message())
                .contains("has no setting \"heep\""));
    }

    @Test
    void limitsOfASettingAreTold() {
        four.setting(THIRD, Role.COMPUTE, "memory", "100m");
        assertThat(refusal(Role.COMPUTE).message())
                .contains("must be a size such as 512m or 2g, at least 450m, not \"100m\"");
    }

    @Test
    void withoutASuitableJavaTheOnesThereAreListed() {
        Renderer renderer = new Renderer(catalog, four.spec(), FourHosts.unformed());
        Rendering rendering = renderer.render(
                HostName.of(THIRD),
                Role.BACKEND,
                FourHosts.machine(List.of(new JavaHome("/opt/jdk-25", 25, "25.0.1"))));
        Failure failure = ((Rendering.Refused) rendering).failure();
        assertThat(failure.code()).isEqualTo("JAVA_NOT_FOUND");
        assertThat(failure.message()).startsWith("Apache Cassandra needs Java 17 on this host");
        assertThat(failure.detail()).containsExactly("/opt/jdk-25  (Java 25.0.1)");
    }

    @Test
    void aJavaCanBePinnedByItsHomeOrItsRelease() {
        four.setting(THIRD, Role.COMPUTE, "java", "/opt/own-jdk");
        assertThat(plan(Role.COMPUTE).argv()).startsWith("/opt/own-jdk/bin/java");
        four.setting(THIRD, Role.COMPUTE, "java", "17");
        assertThat(plan(Role.COMPUTE).argv()).startsWith("/usr/lib/jvm/jdk-17/bin/java");
        four.setting(THIRD, Role.COMPUTE, "java", "/usr/lib/jvm/jdk-25");
        assertThat(refusal(Role.COMPUTE).code()).isEqualTo("JAVA_NOT_FOUND");
    }

    @Test
    void aVersionWithoutALockListIsRefusedWithTheVersionsThatHaveOne() {
        Failure failure = refusal(Role.BACKEND, four.version(Role.BACKEND, "4.1.10"));
        assertThat(failure.code()).isEqualTo("VERSION_UNKNOWN");
        assertThat(failure.hint()).startsWith("there are: 5.0.9; ");
    }

    @Test
    void anExistingHomeIsOnlyLookedAt() {
        four.setting(THIRD, Role.BACKEND, "home", "/opt/cassandra").setting(THIRD, Role.BACKEND, "version", "5.0.2");
        LaunchPlan plan = plan(Role.BACKEND);
        assertThat(plan.install()).isEqualTo(new Install.ExistingHome("/opt/cassandra", List.of("lib")));
        assertThat(plan.version()).isEqualTo("5.0.2");
        assertThat(plan.argv()).noneMatch(argument -> argument.startsWith("-javaagent"));
    }

    @Test
    void unknownKindsAndUnservedRolesAreExplained() {
        four.kind(Role.BACKEND, "casandra").host("192.168.1.44", new Role("indx"));
        assertThat(catalog.problems(four.spec()).stream().map(f -> f + "; " + f.hint()))
                .containsExactly(
                        "KIND_UNKNOWN: the role \"backend\" is of the kind \"casandra\", which has no definition; did you mean \"cassandra\"?",
                        "ROLE_UNSERVED: no component definition serves the role \"indx\"; did you mean \"index\"?");
    }

    @Test
    void aMovedInstanceOnLoopbackIsNotSharedByTheHosts() {
        FourHosts loopback = FourHosts.in("127.61.0.").setting("127.61.0.41", Role.BACKEND, "dir", "/data/c");
        Renderer renderer = new Renderer(catalog, loopback.spec(), FourHosts.unformed());
        Rendering rendering = renderer.render(HostName.of("127.61.0.41"), Role.BACKEND, FourHosts.machine());
        assertThat(FourHosts.plan(rendering).instance()).isEqualTo("/data/c/127.61.0.41");
        four.setting(THIRD, Role.BACKEND, "dir", "/data/c");
        assertThat(plan(Role.BACKEND).instance()).isEqualTo("/data/c");
    }

    @Test
    void seedsAreTheStoredOnesAndOnlyNewHostsBootstrap() {
        TreeMap<Role, List<HostName>> seeds = new TreeMap<>(Map.of(Role.BACKEND, List.of(HostName.of("192.168.1.43"))));
        Renderer renderer = new Renderer(catalog, four.spec(), FourHosts.formed(seeds, Role.BACKEND, Role.INDEX));
        assertThat(file(renderer, "192.168.1.42", Role.BACKEND))
                .contains("seeds: \"192.168.1.43:7000\"")
                .contains("auto_bootstrap: true");
        assertThat(file(renderer, "192.168.1.43", Role.BACKEND)).contains("auto_bootstrap: false");
        assertThat(file(renderer, "192.168.1.42", Role.INDEX)).doesNotContain("initial_cluster_manager_nodes");
    }

    @Test
    void ownPortsReachThePeersFilesAndProbes() {
        four.setting("192.168.1.40", Role.MASTER, "ports.rpc", "17077")
                .setting("192.168.1.40", Role.MASTER, "ports.ui", "18080");
        LaunchPlan plan = plan(Role.COMPUTE);
        assertThat(plan.argv()).endsWith("spark://192.168.1.40:17077");
        assertThat(plan.probes().get(1).target().toString()).contains("http://192.168.1.40:18080/json/");
    }

    @Test
    void ipv6AddressesStandInBracketsWhereAPortFollows() {
        FourHosts two =
                FourHosts.empty().host("2001:db8::1", Role.MASTER).host("2001:db8::2", Role.COMPUTE, Role.INDEX);
        Renderer renderer = new Renderer(catalog, two.spec(), FourHosts.unformed());
        assertThat(file(renderer, "2001:db8::2", Role.INDEX))
                .contains("- \"[2001:db8::2]:9300\"")
                .contains("network.host: \"2001:db8::2\"");
    }

    @Test
    void hostileSettingsStayValues() {
        Role web = new Role("web");
        String evil = "</p><script>\n$(touch x) \"quoted\" 'single' {{cluster.id}}";
        FourHosts hosts =
                FourHosts.empty().host("192.168.1.40", Role.MASTER, web).setting("192.168.1.40", web, "greeting", evil);
        Renderer renderer = new Renderer(catalog, hosts.spec(), FourHosts.unformed());
        assertThat(file(renderer, "192.168.1.40", web))
                .contains(
                        "&lt;/p&gt;&lt;script&gt;&#10;$(touch x) &quot;quoted&quot; &apos;single&apos; {{cluster.id}}");
    }

    @Test
    void everyValueSaysWhereItComesFrom() {
        four.setting(THIRD, Role.BACKEND, "heap", "2g");
        Renderer renderer = new Renderer(catalog, four.spec(), FourHosts.unformed());
        Rendering.Rendered rendered =
                (Rendering.Rendered) renderer.render(HostName.of(THIRD), Role.BACKEND, FourHosts.machine());
        assertThat(rendered.origins())
                .contains(
                        new ValueOrigin("heap", "2g", "cluster.json:7:12"),
                        new ValueOrigin("java", "/usr/lib/jvm/jdk-17", "Java 17.0.15 on the host"),
                        new ValueOrigin("instance", "/var/lib/muster/instances/backend", "the agent's --dir"))
                .anyMatch(origin ->
                        origin.name().equals("tokens") && origin.origin().startsWith("cassandra.conf:"));
    }

    private static String file(Renderer renderer, String host, Role role) {
        return FourHosts.plan(renderer.render(HostName.of(host), role, FourHosts.machine()))
                .files()
                .get(0)
                .content();
    }

    private LaunchPlan plan(Role role) {
        Renderer renderer = new Renderer(catalog, four.spec(), FourHosts.unformed());
        return FourHosts.plan(renderer.render(HostName.of(THIRD), role, FourHosts.machine()));
    }

    private Failure refusal(Role role) {
        return refusal(role, four);
    }

    private Failure refusal(Role role, FourHosts hosts) {
        Renderer renderer = new Renderer(catalog, hosts.spec(), FourHosts.unformed());
        return ((Rendering.Refused) renderer.render(HostName.of(THIRD), role, FourHosts.machine())).failure();
    }
}
