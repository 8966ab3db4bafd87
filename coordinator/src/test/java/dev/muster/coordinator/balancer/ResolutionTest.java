package dev.muster.coordinator.balancer;

import static dev.muster.coordinator.balancer.Definitions.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ResolutionTest {

    private static final HostName HOST = HostName.of("127.82.0.4");
    private static final String SCRIPTS = """
            "roles": ["web"],
            "disable": {"command": ["/lb", "off ${host}", "${pool}", "${label.rack}", "${address}:${port.http}"], "timeout": "2s"},
            "enable": {"command": ["/lb", "on", "$$${role}"]},
            "check": {"web": {"command": ["/check", "${site}"], "timeout": "3s"}},
            "cluster": {"disable": {"command": ["/all", "off", "${cluster}"]}, "enable": {"command": ["/all", "${pool}"]}}""";
    private static final String HAPROXY = """
            "roles": ["web"],
            "haproxy": {"socket": ["/run/a", "lb:9999"], "backend": "${role}_${pool}", "timeout": "1s"}""";

    @Test
    void aHookGetsItsArgumentsAndItsEnvironmentFilled() {
        Deed.Script disable = script(SCRIPTS, BalancerAction.DISABLE);

        assertThat(disable.argv()).containsExactly("/lb", "off 127.82.0.4", "green", "r1", "127.82.0.4:8000");
        assertThat(disable.timeoutMs()).isEqualTo(2_000);
        assertThat(disable.environment())
                .containsExactly(
                        entry("LANG", "C.UTF-8"),
                        entry("MUSTER_ACTION", "disable"),
                        entry("MUSTER_ADDRESS", "127.82.0.4"),
                        entry("MUSTER_CHANGE", "c7"),
                        entry("MUSTER_CLUSTER", "shop"),
                        entry("MUSTER_HOST", "127.82.0.4"),
                        entry("MUSTER_LABEL_RACK", "r1"),
                        entry("MUSTER_LABEL_TWO_WORDS", "x"),
                        entry("MUSTER_PORT_HTTP", "8000"),
                        entry("MUSTER_ROLE", "web"),
                        entry("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                        entry("pool", "green"),
                        entry("site", "a b"));
        assertThat(disable.words()).containsExactly("/lb 'off 127.82.0.4' green r1 127.82.0.4:8000");
        assertThat(script(SCRIPTS, BalancerAction.ENABLE).argv()).containsExactly("/lb", "on", "$web");
        assertThat(script(SCRIPTS, BalancerAction.CHECK).argv()).containsExactly("/check", "a b");
    }

    @Test
    void haproxyIsToldByItsNames() {
        HaproxyServer server = new HaproxyServer(List.of("/run/a", "lb:9999"), "web_green", "127.82.0.4", 1_000);

        assertThat(deed(HAPROXY, BalancerAction.DISABLE)).isEqualTo(new Deed.Tell(server, HaproxyServer.Wanted.DRAIN));
        assertThat(deed(HAPROXY, BalancerAction.ENABLE)).isEqualTo(new Deed.Tell(server, HaproxyServer.Wanted.READY));
        assertThat(deed(HAPROXY, BalancerAction.DRAIN))
                .isEqualTo(new Deed.Drain(new Deed.Counting.ByHaproxy(server), 60_000));
        assertThat(deed(HAPROXY, BalancerAction.DRAIN).words())
                .containsExactly(
                        "HAProxy /run/a: sessions of web_green/127.82.0.4 (until it is 0, at most 60000 ms)",
                        "HAProxy lb:9999: sessions of web_green/127.82.0.4 (until it is 0, at most 60000 ms)",
                        "HAProxy /run/a: set server web_green/127.82.0.4 state maint",
                        "HAProxy lb:9999: set server web_green/127.82.0.4 state maint");
    }

    @Test
    void drainingIsWhatTheFileSays() {
        assertThat(deed(HAPROXY + ", \"drain\": {\"wait\": \"3s\"}", BalancerAction.DRAIN)
                        .words())
                .startsWith("wait 3000 ms", "HAProxy /run/a: set server web_green/127.82.0.4 state maint");
        assertThat(deed(SCRIPTS + ", \"drain\": {\"wait\": \"3s\"}", BalancerAction.DRAIN))
                .isEqualTo(new Deed.Wait(3_000, null));
        assertThat(deed(SCRIPTS, BalancerAction.DRAIN)).isInstanceOf(Deed.Nothing.class);
        Deed counted = deed(
                SCRIPTS + ", \"drain\": {\"connections\": {\"command\": [\"/n\", \"${host}\"]}, \"timeout\": \"9s\"}",
                BalancerAction.DRAIN);
        assertThat(counted.words()).containsExactly("/n 127.82.0.4 (until it is 0, at most 9000 ms)");
    }

    @Test
    void theWholeClusterIsDisabledAndEnabled() {
        Definition definition = Definitions.of(SCRIPTS);

        assertThat(resolved(Task.ofCluster("c7", BalancerAction.DISABLE), definition)
                        .words())
                .containsExactly("/all off shop");
        assertThat(resolved(Task.ofCluster("c7", BalancerAction.ENABLE), definition)
                        .words())
                .containsExactly("/all blue");
        assertThat(resolved(Task.ofCluster("c7", BalancerAction.DRAIN), definition))
                .isInstanceOf(Deed.Nothing.class);
        assertThat(resolved(Task.ofCluster("c7", BalancerAction.DISABLE), Definitions.of(HAPROXY)))
                .isInstanceOf(Deed.Nothing.class);
    }

    @Test
    void whatIsNotBehindTheBalancerIsLeftAlone() {
        Definition definition = Definitions.of(HAPROXY);
        HostName master = HostName.of("127.82.0.1");

        for (BalancerAction action : BalancerAction.values()) {
            assertThat(resolved(Task.of("c7", master, Role.MASTER, action), definition))
                    .isInstanceOf(Deed.Nothing.class);
        }
        assertThat(refused(Task.of("c7", master, WEB, BalancerAction.DISABLE), definition)
                        .code())
                .isEqualTo("BALANCER_NO_MEMBER");
        assertThat(refused(Task.of("c7", HostName.of("n1"), WEB, BalancerAction.DISABLE), definition)
                        .code())
                .isEqualTo("BALANCER_NO_MEMBER");
    }

    /** Ports depend on definitions of components, which may have become others since the file was checked. */
    @Test
    void allVariablesWithoutAValueAreNamed() {
        ClusterSpec spec = Definitions.of(SCRIPTS).spec();
        Definition without = new Definition(spec, (host, role) -> new TreeMap<>());

        Failure failure = refused(Task.of("c7", HOST, WEB, BalancerAction.DISABLE), without);

        assertThat(failure.code()).isEqualTo("VARIABLE_MISSING");
        assertThat(failure.message()).isEqualTo("disable 127.82.0.4/web: no value for ${port.http}");
    }

    /** A port is no name of the file's, so a file with one in a server's name is good, and a definition could make it bad. */
    @Test
    void aNameThatHaproxyCannotHaveIsRefused() {
        Definition good = Definitions.of(HAPROXY.replace("${role}_${pool}", "${role}_${port.http}"));

        assertThat(resolved(Task.of("c7", HOST, WEB, BalancerAction.DISABLE), good)
                        .words())
                .contains("HAProxy /run/a: set server web_8000/127.82.0.4 state drain");
        Definition without = new Definition(good.spec(), (host, role) -> new TreeMap<>());
        assertThat(refused(Task.of("c7", HOST, WEB, BalancerAction.DISABLE), without)
                        .code())
                .isEqualTo("VARIABLE_MISSING");
    }

    private static Deed.Script script(String section, BalancerAction action) {
        return (Deed.Script) deed(section, action);
    }

    private static Deed deed(String section, BalancerAction action) {
        return resolved(Task.of("c7", HOST, WEB, action), Definitions.of(section));
    }

    private static Deed resolved(Task task, Definition definition) {
        Resolution.Result result = Resolution.of(task, definition);
        assertThat(result).isInstanceOf(Resolution.Result.Resolved.class);
        return ((Resolution.Result.Resolved) result).deed();
    }

    private static Failure refused(Task task, Definition definition) {
        Resolution.Result result = Resolution.of(task, definition);
        assertThat(result).isInstanceOf(Resolution.Result.Refused.class);
        return ((Resolution.Result.Refused) result).failure();
    }
}
