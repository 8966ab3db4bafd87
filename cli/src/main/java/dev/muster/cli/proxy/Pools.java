package dev.muster.cli.proxy;

import dev.muster.cli.proxy.Pool.Member;
import dev.muster.cli.proxy.Pool.Standing;
import dev.muster.common.component.ComponentPorts;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Target;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.HostVariables;
import dev.muster.common.model.spec.VariableText;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From a cluster to pools: which port users come to, how a member is asked whether it is ready, and whether it is. */
public final class Pools {

    private final ClusterSpec spec;
    private final ComponentPorts ports;
    private final @Nullable String portName;
    private final @Nullable ClusterView view;

    /**
     * @param portName of the port that users come to; null for the one that readiness is asked at
     * @param view what a coordinator knows; null when none was asked
     */
    public Pools(ClusterSpec spec, ComponentPorts ports, @Nullable String portName, @Nullable ClusterView view) {
        this.spec = spec;
        this.ports = ports;
        this.portName = portName;
        this.view = view;
    }

    /** Pools, or why there are none. */
    public sealed interface Result {
        record Found(List<Pool> pools) implements Result {}

        record Refused(Failure failure) implements Result {}
    }

    /** Of one role; several when its members are in several backends. */
    public Result of(Role role) {
        Map<String, List<Member>> members = new LinkedHashMap<>();
        Optional<Asked> first = Optional.empty();
        for (HostSpec host : spec.hostsWith(role)) {
            Optional<Asked> asked = asked(host, role);
            if (asked.isEmpty()) {
                return new Result.Refused(noPort(host, role));
            }
            first = first.isPresent() ? first : asked;
            Map<String, String> variables = HostVariables.of(spec, host, role, ports.numbers(host, role));
            members.computeIfAbsent(name(true, variables), name -> new ArrayList<>())
                    .add(member(host, role, asked.get(), name(false, variables)));
        }
        if (first.isEmpty()) {
            String message = "no host has the role \"" + role + "\"";
            return new Result.Refused(Failure.of("ROLE_WITHOUT_HOSTS", message, "roles are " + words(spec.roles())));
        }
        Asked asked = first.get();
        return new Result.Found(members.entrySet().stream()
                .map(each -> new Pool(role, each.getKey(), asked.port, asked.path, asked.speaksHttp, each.getValue()))
                .toList());
    }

    private static String words(List<?> all) {
        return all.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private Failure noPort(HostSpec host, Role role) {
        List<String> names = ports.of(host, role).stream().map(Port::name).toList();
        String message = portName == null
                ? "which port of " + host.name() + "/" + role + " users come to cannot be told"
                : host.name() + "/" + role + " has no port \"" + portName + "\"";
        return Failure.of(
                "PORT_UNKNOWN",
                message,
                names.isEmpty()
                        ? "its component definition names no port"
                        : "name it: --port " + String.join("|", names));
    }

    /**
     * Where a member is asked.
     *
     * @param port that users come to
     * @param checkPort where readiness is asked
     * @param path that readiness is asked by over HTTP
     * @param speaksHttp whether that is the users' port, so that they speak HTTP
     */
    private record Asked(int port, int checkPort, Optional<String> path, boolean speaksHttp) {}

    private Optional<Asked> asked(HostSpec host, Role role) {
        List<Port> all = ports.of(host, role);
        List<Question> questions = questions(host, role);
        Optional<Integer> users = portName == null
                ? questions.stream()
                        .map(question -> question.port)
                        .filter(number -> all.stream().anyMatch(port -> port.number() == number))
                        .findFirst()
                        .or(() -> all.size() == 1 ? Optional.of(all.get(0).number()) : Optional.empty())
                : all.stream()
                        .filter(port -> port.name().equals(portName))
                        .map(Port::number)
                        .findFirst();
        return users.map(port -> {
            Optional<Question> there =
                    questions.stream().filter(q -> q.port == port).findFirst();
            Optional<Question> used = there.or(() -> questions.stream().findFirst());
            return new Asked(
                    port,
                    used.map(q -> q.port).orElse(port),
                    used.flatMap(q -> q.path),
                    there.flatMap(q -> q.path).isPresent());
        });
    }

    /** A probe that asks the member itself over the network; with a path when it does so over HTTP. */
    private record Question(int port, Optional<String> path) {}

    /** Those over HTTP first: they say more than that somebody listens. */
    private List<Question> questions(HostSpec host, Role role) {
        List<Question> http = new ArrayList<>();
        List<Question> others = new ArrayList<>();
        for (Probe probe : ports.probes(host, role)) {
            if (probe.target() instanceof Target.Http target) {
                target.urls().stream()
                        .map(URI::create)
                        .filter(url -> isOwn(url.getHost(), host) && "http".equals(url.getScheme()))
                        .findFirst()
                        .ifPresent(url -> http.add(new Question(port(url), Optional.of(path(url)))));
            } else if (probe.target() instanceof Target.Tcp target && isOwn(target.host(), host)) {
                others.add(new Question(target.port(), Optional.empty()));
            } else if (probe.target() instanceof Target.Cql target && isOwn(target.host(), host)) {
                others.add(new Question(target.port(), Optional.empty()));
            }
        }
        http.addAll(others);
        return http;
    }

    private static boolean isOwn(@Nullable String asked, HostSpec host) {
        Optional<HostName> name = asked == null ? Optional.empty() : HostName.parse(asked);
        return name.isPresent() && name.equals(HostName.parse(host.reachableAt()));
    }

    private static int port(URI url) {
        return url.getPort() < 0 ? 80 : url.getPort();
    }

    private static String path(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** As the balancer section of the file calls it, so that its commands find it. */
    private String name(boolean backend, Map<String, String> variables) {
        String text = backend ? "${role}" : "${host}";
        if (spec.balancer().ways() instanceof HaProxy haproxy) {
            text = backend ? haproxy.backend() : haproxy.server();
        }
        return VariableText.filled(text, variables);
    }

    private Member member(HostSpec host, Role role, Asked asked, String server) {
        Optional<HostView> seen = view == null
                ? Optional.empty()
                : view.hosts().stream()
                        .filter(each -> each.name().equals(host.name()))
                        .findFirst();
        String state = "";
        Standing standing = view == null ? Standing.UNKNOWN : Standing.NOT_READY;
        if (seen.isPresent() && seen.get().status() == AgentStatus.MAINTENANCE) {
            standing = Standing.MAINTENANCE;
        } else if (view != null) {
            Optional<ComponentView> component = seen.stream()
                    .flatMap(each -> each.components().stream())
                    .filter(each -> each.role().equals(role))
                    .findFirst();
            boolean ready =
                    component.isPresent() && component.get().observation().state() == ComponentState.READY;
            standing = ready ? Standing.READY : Standing.NOT_READY;
            state = ready
                    ? ""
                    : component.map(each -> each.observation().state().name()).orElse("not known to the coordinator");
        }
        return new Member(host.name(), server, host.reachableAt(), asked.port, asked.checkPort, standing, state);
    }
}
