package dev.muster.cli.app;

import dev.muster.cli.command.ClusterFile;
import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.Definitions;
import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.Machines;
import dev.muster.cli.command.StartOptions;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Failure;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.HostMatch;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.List;

/**
 * Everything that a start must know before it does anything: settings, definitions, the cluster, and which host this is.
 *
 * @param settings of this process
 * @param fileName as the operator wrote it
 * @param bytes of the file, exactly
 * @param catalog component definitions
 * @param definition what they say
 * @param host this host
 */
record Preparation(
        MusterSettings settings,
        String fileName,
        byte[] bytes,
        ComponentCatalog catalog,
        Definition definition,
        HostSpec host) {

    /** Reads and checks everything; whatever is wrong is said at once, and nothing has been touched. */
    static Preparation of(StartOptions options, MusterSettings settings) throws CommandFailure {
        ComponentCatalog catalog =
                Definitions.servedBy(Definitions.catalog(options.surroundings(), settings), options.components());
        ClusterFile.Read file = ClusterFile.read(options.clusterFile(), catalog.roles());
        List<Failure> problems = catalog.problems(file.spec());
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    new Failure(
                            "COMPONENTS_INVALID",
                            "the components of " + options.clusterFile() + " cannot be run",
                            "Correct them in the file, or add a definition: docs/adding-a-component.md",
                            problems.stream()
                                    .map(p -> p.message() + ". " + p.hint())
                                    .toList()));
        }
        Definition definition = CatalogDefiner.definition(catalog, file.spec());
        String fileName = options.clusterFile().toString();
        HostSpec host = host(options, definition.spec(), fileName);
        return new Preparation(settings, fileName, file.bytes(), catalog, definition, host);
    }

    /** What is run. */
    ClusterSpec spec() {
        return definition.spec();
    }

    /** Whether a coordinator runs here, the master's or a standby one. */
    boolean coordinates() {
        return spec().coordinators().contains(host);
    }

    private static HostSpec host(StartOptions options, ClusterSpec spec, String fileName) throws CommandFailure {
        HostMatch.Match match = new HostMatch(spec, fileName, LocalMachine.look()).of(options.host());
        if (match instanceof HostMatch.NotFound none) {
            throw new CommandFailure(ExitCode.INVALID, none.failure());
        }
        return spec.host(((HostMatch.Found) match).host()).orElseThrow();
    }

    /** What this machine is like. */
    AgentFacts facts(StartOptions options) throws CommandFailure {
        return Machines.facts(options.surroundings(), settings);
    }
}
