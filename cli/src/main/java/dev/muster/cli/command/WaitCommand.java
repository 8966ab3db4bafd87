package dev.muster.cli.command;

import dev.muster.cli.console.PreflightText;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster wait}: for scripts. */
@Command(name = "wait", header = "Wait until the cluster is started, a role of it is ready, or a host is drained.")
final class WaitCommand implements Callable<Integer> {

    private static final long LOOK_MS = 500;

    /** What is waited for. */
    enum Wanted {
        /** The start was announced, perhaps without some hosts. */
        STARTED,
        /** The components of {@code --role}, or all, work and their peers see them. */
        READY,
        /** No users are sent to {@code --host} by its balancer. */
        DRAINED
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(
            names = "--for",
            paramLabel = "WHAT",
            defaultValue = "started",
            description =
                    "started: the start was announced, perhaps DEGRADED; ready: all components, or those of --role, are there;"
                            + " drained: what is behind the balancer on --host, in maintenance, is out of it."
                            + " Default: ${DEFAULT-VALUE}.")
    private Wanted wanted;

    @Option(names = "--role", paramLabel = "ROLE", description = "Wait for the components of this role only.")
    private @Nullable String role;

    @Option(names = "--host", paramLabel = "HOST", description = "Wait until this host is drained.")
    private @Nullable String host;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = TimeSpan.class,
            description = "Give up after that, with exit code 5. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    private final Surroundings surroundings;

    WaitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (role != null && (wanted != Wanted.READY || !Role.isValid(role))) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "ROLE_UNSUITABLE",
                    "--role ROLE goes with --for ready",
                    "muster wait --for ready --role backend");
        }
        if ((host != null) != (wanted == Wanted.DRAINED)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "HOST_UNSUITABLE",
                    "--host HOST and --for drained go together",
                    "muster wait --for drained --host 192.168.1.42");
        }
        HostName drained = host == null ? null : Hosts.parse(host);
        CoordinatorClient coordinator = connection.open(surroundings);
        long untilNs = System.nanoTime() + timeout.toNanos();
        String missing = "";
        try {
            while (true) {
                try {
                    missing = drained == null
                            ? missing(StatusJson.read(coordinator.cluster()))
                            : Drains.missing(coordinator.restraints().json(), drained);
                } catch (CommandFailure failure) {
                    if (failure.exit() != ExitCode.UNREACHABLE
                            && !failure.failure().code().equals("NOT_LEADING")) {
                        throw failure;
                    }
                    missing = failure.failure().message();
                }
                if (missing.isEmpty()) {
                    return ExitCode.OK.code();
                }
                if (System.nanoTime() - untilNs >= 0) {
                    throw CommandFailure.of(
                            ExitCode.TIMED_OUT,
                            "WAITED_TOO_LONG",
                            "not " + wanted.name().toLowerCase(java.util.Locale.ROOT) + " after " + timeout.toSeconds()
                                    + " s: " + missing,
                            "muster status, and muster why HOST/ROLE say more.");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.code();
        }
    }

    /** What is not there yet; empty when the wait is over. */
    private String missing(ClusterView view) throws CommandFailure {
        if (wanted == Wanted.STARTED) {
            return view.phase().isStarted()
                    ? ""
                    : "the cluster is " + view.phase() + ", " + view.componentsJoined() + " of " + view.componentCount()
                            + " components are ready"
                            + (view.phase() == ClusterPhase.PREFLIGHT ? "; " + PreflightText.sentence(view) : "");
        }
        List<ComponentView> parts = view.hosts().stream()
                .flatMap(host -> host.components().stream())
                .filter(part -> role == null || part.role().value().equals(role))
                .toList();
        if (parts.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "UNKNOWN", "no host has the role " + role, "muster status lists what there is.");
        }
        long ready =
                parts.stream().filter(part -> part.observation().isJoined()).count();
        return ready == parts.size() ? "" : ready + " of " + parts.size() + " components are ready";
    }
}
