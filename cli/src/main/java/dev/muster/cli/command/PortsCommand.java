package dev.muster.cli.command;

import dev.muster.cli.console.Glyphs;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.settings.MusterSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster ports}: who listens where, without asking anybody. */
@Command(name = "ports", header = "Print who listens where in the cluster, and what protects it.")
final class PortsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private DefinitionOptions options;

    private final Surroundings surroundings;

    PortsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        MusterSettings settings = Definitions.settings(Map.of(), Optional.ofNullable(options.config()));
        ComponentCatalog catalog =
                Definitions.servedBy(Definitions.catalog(surroundings, settings), options.components());
        ClusterSpec cluster = catalog.completed(
                ClusterFile.read(options.clusterFile(), catalog.roles()).spec());
        PrintWriter out = spec.commandLine().getOut();
        Listeners.of(cluster, catalog, settings, scheme(cluster, settings))
                .text(Integer.MAX_VALUE, Glyphs.ASCII)
                .forEach(line -> out.println(line.stripTrailing()));
        return ExitCode.OK.code();
    }

    /** As the start of this file on this machine has it; where none runs, as a start would have it by itself. */
    private String scheme(ClusterSpec cluster, MusterSettings settings) {
        Path file = options.clusterFile().toAbsolutePath().normalize();
        try {
            Optional<String> running = new RunRecords(surroundings)
                    .alive().stream()
                            .filter(run -> run.clusterFile().equals(file))
                            .flatMap(run -> run.apis().stream())
                            .map(URI::getScheme)
                            .findFirst();
            if (running.isPresent()) {
                return running.get();
            }
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("warn: the records of running starts cannot be read: " + e.getMessage());
        }
        return cluster.isOnLoopback() || settings.security().insecure() ? "http" : "https";
    }
}
