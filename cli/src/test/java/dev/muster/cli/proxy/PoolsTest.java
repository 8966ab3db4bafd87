package dev.muster.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.cli.proxy.Pool.Standing;
import dev.muster.common.component.CatalogLoad;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.ComponentPorts;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a coordinator knows of members, and what becomes of it in both configurations. */
final class PoolsTest {

    private static final Role WEB = new Role("web");
    private static final String FILE = """
            {"cluster": {"name": "shop"},
             "components": {"web": {"kind": "web"}},
             "hosts": {"10.0.0.10": {"master": true}, "10.0.0.[11-14]": {"web": true}}}""";

    private final ComponentCatalog catalog = ((CatalogLoad.Loaded)
                    ComponentCatalog.load(List.of(Path.of("../components"), Path.of("../examples/components"))))
            .catalog();

    @Test
    void whoIsNotReadyIsMarkedAndWhoIsInMaintenanceIsOut() {
        Pool pool = pool(view());

        assertThat(pool.members())
                .extracting(Pool.Member::standing)
                .containsExactly(Standing.READY, Standing.NOT_READY, Standing.MAINTENANCE, Standing.NOT_READY);
        assertThat(new HaproxyText(List.of(pool), List.of(), "*").lines(List.of()))
                .contains(
                        "  server 10.0.0.11 10.0.0.11:8000 check",
                        "  server 10.0.0.12 10.0.0.12:8000 check # not ready: STARTING",
                        "  server 10.0.0.13 10.0.0.13:8000 check disabled # in maintenance",
                        "  server 10.0.0.14 10.0.0.14:8000 check # not ready: not known to the coordinator");
        assertThat(new NginxText(List.of(pool), "*").lines(List.of()))
                .contains(
                        "    server 10.0.0.11:8000 max_fails=1 fail_timeout=5s; # 10.0.0.11",
                        "    server 10.0.0.12:8000 max_fails=1 fail_timeout=5s down; # 10.0.0.12, not ready: STARTING",
                        "    server 10.0.0.13:8000 max_fails=1 fail_timeout=5s down; # 10.0.0.13, in maintenance");
    }

    @Test
    void withoutACoordinatorNobodyIsMarked() {
        assertThat(pool(null).members()).extracting(Pool.Member::standing).containsOnly(Standing.UNKNOWN);
        assertThat(new NginxText(List.of(pool(null)), "*").lines(List.of())).noneMatch(line -> line.contains(" down"));
    }

    @Test
    void aPortThatIsNotThereIsRefusedWithThoseThatAre() {
        Pools.Result result = new Pools(spec(), new ComponentPorts(catalog, spec()), "ui", null).of(WEB);

        assertThat(result).isInstanceOfSatisfying(Pools.Result.Refused.class, refused -> {
            assertThat(refused.failure().message()).isEqualTo("10.0.0.11/web has no port \"ui\"");
            assertThat(refused.failure().hint()).isEqualTo("name it: --port http");
        });
    }

    private Pool pool(@Nullable ClusterView view) {
        Pools.Result result = new Pools(spec(), new ComponentPorts(catalog, spec()), null, view).of(WEB);
        return ((Pools.Result.Found) result).pools().get(0);
    }

    private static ClusterSpec spec() {
        SpecResult result =
                SpecParser.parse("cluster.json", FILE.getBytes(StandardCharsets.UTF_8), Set.of(Role.MASTER));
        return ((SpecResult.Valid) result).spec();
    }

    private static ClusterView view() {
        return new ClusterView(
                new ClusterName("shop"),
                new ClusterId("c1"),
                ClusterPhase.STARTED,
                0,
                new Generation(1),
                new Epoch(1),
                HostName.of("10.0.0.10"),
                List.of(
                        host("10.0.0.11", AgentStatus.REGISTERED, ComponentState.READY),
                        host("10.0.0.12", AgentStatus.REGISTERED, ComponentState.STARTING),
                        host("10.0.0.13", AgentStatus.MAINTENANCE, ComponentState.READY)),
                List.of(),
                List.of());
    }

    private static HostView host(String name, AgentStatus status, ComponentState state) {
        Observation seen = new Observation(WEB, state, null, null, 0, List.of(), null, 0, false, "");
        ComponentView component = new ComponentView(WEB, "web", "3", GoalState.RUNNING, seen, 0, 0, "");
        return new HostView(HostName.of(name), status, 0, name, 0, List.of(component));
    }
}
