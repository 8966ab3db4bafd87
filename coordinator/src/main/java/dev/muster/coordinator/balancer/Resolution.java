package dev.muster.coordinator.balancer;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.Failure;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.Balancer.Drain;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.Balancer.Scripts;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.HostVariables;
import dev.muster.common.model.spec.VariableText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From a task and a definition to what is to be done, or why it cannot be. Pure. */
public final class Resolution {

    /** A program's environment is not the coordinator's. A variable of the file may say otherwise. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8");

    private final Task task;
    private final ClusterSpec spec;
    private final @Nullable HostSpec host;
    private final SortedMap<String, String> variables;
    private final SortedSet<String> missing = new TreeSet<>();

    private Resolution(Task task, ClusterSpec spec, @Nullable HostSpec host, SortedMap<String, String> variables) {
        this.task = task;
        this.spec = spec;
        this.host = host;
        this.variables = variables;
    }

    /** What came of it. */
    public sealed interface Result {
        record Resolved(Deed deed) implements Result {}

        record Refused(Failure failure) implements Result {}
    }

    /** What {@code task} comes to. */
    public static Result of(Task task, Definition definition) {
        ClusterSpec spec = definition.spec();
        if (task.host() == null || task.role() == null) {
            return new Resolution(task, spec, null, HostVariables.ofCluster(spec)).result();
        }
        HostSpec host = spec.hosts().get(task.host());
        if (host == null || !host.has(task.role())) {
            String message = task.host() + " has no role \"" + task.role() + "\" in cluster.json";
            return new Result.Refused(Failure.of("BALANCER_NO_MEMBER", message, "muster validate FILE --explain HOST"));
        }
        SortedMap<String, String> variables =
                HostVariables.of(spec, host, task.role(), definition.ports().of(host, task.role()));
        return new Resolution(task, spec, host, variables).result();
    }

    private Result result() {
        try {
            Deed deed = host == null ? ofCluster() : ofMember();
            return missing.isEmpty() ? new Result.Resolved(deed) : new Result.Refused(lacking());
        } catch (Unresolved unresolved) {
            return new Result.Refused(unresolved.failure);
        }
    }

    private Failure lacking() {
        String names = missing.stream().map(name -> "${" + name + "}").collect(Collectors.joining(", "));
        String message = task + ": no value for " + names;
        String hint =
                "give it one in \"vars\" of the host, of its group or of the file; muster validate FILE names all";
        return Failure.of("VARIABLE_MISSING", message, hint);
    }

    /** A server of HAProxy cannot even be named. */
    private static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Failure failure;

        Unresolved(Failure failure) {
            super(failure.message(), null, false, false);
            this.failure = failure;
        }
    }

    private Deed ofCluster() {
        Scripts whole = spec.balancer().whole();
        if (whole == null) {
            return new Deed.Nothing("the file has no hook for the whole cluster");
        }
        return switch (task.action()) {
            case DISABLE -> script(whole.disable());
            case ENABLE -> script(whole.enable());
            case DRAIN, CHECK, WARM -> new Deed.Nothing("the whole cluster is only disabled and enabled");
        };
    }

    private Deed ofMember() throws Unresolved {
        Balancer balancer = spec.balancer();
        if (task.action() == BalancerAction.CHECK) {
            Hook check = task.role() == null ? null : balancer.checks().get(task.role());
            return check == null ? new Deed.Nothing("the file has no check for " + task.role()) : script(check);
        }
        if (task.action() == BalancerAction.WARM) {
            Optional<Hook> warm = Optional.ofNullable(task.role()).flatMap(spec::warmUp);
            return warm.isPresent()
                    ? script(warm.get())
                    : new Deed.Nothing("the file has no warm-up for " + task.role());
        }
        if (task.role() == null || !balancer.isInFrontOf(task.role())) {
            return new Deed.Nothing(task.role() + " is not behind the balancer");
        }
        if (task.action() == BalancerAction.DRAIN) {
            return drain(balancer);
        }
        boolean out = task.action() == BalancerAction.DISABLE;
        if (balancer.ways() instanceof HaProxy haproxy) {
            return new Deed.Tell(server(haproxy), out ? HaproxyServer.Wanted.DRAIN : HaproxyServer.Wanted.READY);
        }
        Scripts scripts = (Scripts) balancer.ways();
        return scripts == null
                ? new Deed.Nothing("there is no balancer")
                : script(out ? scripts.disable() : scripts.enable());
    }

    private Deed drain(Balancer balancer) throws Unresolved {
        Drain drain = balancer.drain();
        if (drain instanceof Drain.Wait wait) {
            return new Deed.Wait(wait.waitMs(), balancer.ways() instanceof HaProxy haproxy ? server(haproxy) : null);
        }
        if (!(drain instanceof Drain.Connections connections)) {
            return new Deed.Nothing("the file says nothing of draining");
        }
        if (connections.command() != null) {
            return new Deed.Drain(new Deed.Counting.ByScript(script(connections.command())), connections.timeoutMs());
        }
        return balancer.ways() instanceof HaProxy haproxy
                ? new Deed.Drain(new Deed.Counting.ByHaproxy(server(haproxy)), connections.timeoutMs())
                : new Deed.Nothing("nothing counts connections");
    }

    private HaproxyServer server(HaProxy haproxy) throws Unresolved {
        String backend = filled(haproxy.backend());
        String server = filled(haproxy.server());
        if (!missing.isEmpty()) {
            throw new Unresolved(lacking());
        }
        if (!HaproxyServer.isName(backend) || !HaproxyServer.isName(server)) {
            String message = task + ": " + backend + "/" + server + " cannot be a server of HAProxy";
            String hint = "\"backend\" and \"server\" may come to letters, digits, dot, dash, underscore and colon";
            throw new Unresolved(Failure.of("BALANCER_NAME", message, hint));
        }
        return new HaproxyServer(haproxy.sockets(), backend, server, haproxy.timeoutMs());
    }

    private Deed.Script script(Hook hook) {
        List<String> argv = hook.command().stream().map(this::filled).toList();
        return new Deed.Script(argv, environment(), hook.timeoutMs());
    }

    private String filled(String text) {
        VariableText.names(text).stream()
                .filter(name -> !variables.containsKey(name))
                .forEach(missing::add);
        return VariableText.filled(text, variables);
    }

    /** Variables of the file by their own names, everything that Muster gives with MUSTER_ before it. */
    private SortedMap<String, String> environment() {
        SortedMap<String, String> environment = new TreeMap<>(ENVIRONMENT);
        variables.forEach((name, value) -> environment.put(isGiven(name) ? given(name) : name, value));
        environment.put("MUSTER_ACTION", task.action().word());
        environment.put("MUSTER_CHANGE", task.change());
        return environment;
    }

    private static boolean isGiven(String name) {
        return HostVariables.GIVEN.contains(name) || name.indexOf('.') >= 0;
    }

    /** {@code port.http} becomes MUSTER_PORT_HTTP; what no variable can be called becomes an underscore. */
    private static String given(String name) {
        return "MUSTER_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
