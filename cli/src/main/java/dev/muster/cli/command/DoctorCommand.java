package dev.muster.cli.command;

import dev.muster.agent.preflight.Neighbours;
import dev.muster.agent.preflight.Preflight;
import dev.muster.cli.console.ChecksText;
import dev.muster.cli.console.Terminal;
import dev.muster.common.component.Rendering;
import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.HostSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster doctor}: every host looks at itself, through its agent; or this machine does, before there is a cluster. */
@Command(
        name = "doctor",
        header = "Look whether the hosts can do what they are wanted for, with what repairs each fault.")
final class DoctorCommand implements Callable<Integer> {

    private static final int AT_ONCE = 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST",
            description = "A host of the cluster. Default: all of them, and only what is wrong is listed.")
    private @Nullable String host;

    @Option(
            names = "--here",
            description =
                    "Look at this machine, as HOST of --cluster FILE and without a coordinator: before its first start.")
    private boolean here;

    @Option(names = "--all", description = "List what is well, too. With a HOST that is so anyway.")
    private boolean all;

    @Option(
            names = "-o",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text, or json: one document a line for each host. Default: ${DEFAULT-VALUE}.")
    private Output output;

    private final Surroundings surroundings;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        Map<String, List<Check>> found = here ? ofThisMachine() : ofTheCluster();
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            found.forEach((name, checks) -> out.println(ChecksJson.write(name, checks)));
        } else {
            Terminal terminal = surroundings.terminal();
            terminal.print(
                    new ChecksText(terminal.glyphs(), terminal.textColumns()).lines(found, all || host != null), out);
        }
        boolean well = found.values().stream()
                .allMatch(checks -> checks.stream().noneMatch(check -> check.result() == Result.FAILED));
        return well ? ExitCode.OK.code() : ExitCode.UNHEALTHY.code();
    }

    private Map<String, List<Check>> ofTheCluster() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        if (host != null) {
            HostName named = Hosts.parse(host);
            return Map.of(named.value(), ChecksJson.read(coordinator.checks(named)));
        }
        List<HostName> hosts = StatusJson.read(coordinator.cluster()).hosts().stream()
                .map(view -> view.name())
                .toList();
        return ofAll(hosts);
    }

    /** Several at one time, each of them with a client of its own: one asks one thing after another. */
    private Map<String, List<Check>> ofAll(List<HostName> hosts) throws CommandFailure {
        int count = Math.min(AT_ONCE, hosts.size());
        ExecutorService workers = Executors.newFixedThreadPool(count);
        try {
            Queue<HostName> open = new ConcurrentLinkedQueue<>(hosts);
            Map<HostName, List<Check>> answers = new ConcurrentHashMap<>();
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                asking.add(workers.submit(() -> {
                    CoordinatorClient client = connection.open(surroundings);
                    for (HostName next = open.poll(); next != null; next = open.poll()) {
                        answers.put(next, orWhyNot(client, next));
                    }
                    return null;
                }));
            }
            for (Future<?> each : asking) {
                each.get();
            }
            Map<String, List<Check>> found = new LinkedHashMap<>();
            hosts.forEach(each -> found.put(each.value(), answers.getOrDefault(each, List.of())));
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.of(ExitCode.INTERRUPTED, "INTERRUPTED", "interrupted", "");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailure failure
                    ? failure
                    : CommandFailure.of(
                            ExitCode.FAILED, "INTERNAL", String.valueOf(e.getCause()), "This is a bug; report it.");
        } finally {
            workers.shutdownNow();
        }
    }

    /** A host whose agent does not answer is one of the findings, not the end of the command. */
    private static List<Check> orWhyNot(CoordinatorClient coordinator, HostName host) throws CommandFailure {
        try {
            return ChecksJson.read(coordinator.checks(host));
        } catch (CommandFailure e) {
            String code = e.failure().code();
            if (code.equals("AGENT_AWAY") || code.equals("AGENT_SLOW")) {
                return List.of(Check.failed("agent", null, e.failure()));
            }
            throw e;
        }
    }

    private Map<String, List<Check>> ofThisMachine() throws CommandFailure {
        Path file = connection.clusterFile();
        if (file == null || host == null) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "HOST_AND_FILE_NEEDED",
                    "--here needs to know which host of which file this machine is",
                    "muster doctor --here HOST --cluster cluster.json");
        }
        LocalPlans plans = LocalPlans.of(surroundings, file, null, null);
        HostSpec entry = plans.host(host);
        List<Check> checks = new ArrayList<>(new Neighbours().look(entry.reachableAt(), List.of()));
        List<LaunchPlan> planned = new ArrayList<>();
        for (Role role : entry.roles().keySet()) {
            Rendering rendering = plans.render(entry, role);
            if (rendering instanceof Rendering.Rendered rendered) {
                planned.add(rendered.plan());
            } else if (rendering instanceof Rendering.Refused refused) {
                checks.add(Check.failed("plan", role, refused.failure()));
            }
        }
        Preflight preflight = new Preflight(Path.of("/"));
        planned.forEach(plan -> checks.addAll(preflight.look(plan, planned, false)));
        return Map.of(entry.name().value(), checks);
    }
}
