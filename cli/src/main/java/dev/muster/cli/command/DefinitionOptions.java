package dev.muster.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands are told that work a cluster.json out by themselves, without asking a coordinator. */
final class DefinitionOptions {

    @Mixin
    private ClusterFileOption cluster;

    @Option(names = "--components", paramLabel = "KIND", description = "Serve every role by this kind of component.")
    private @Nullable String components;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON).")
    private @Nullable Path config;

    Path clusterFile() {
        return cluster.file();
    }

    /** The kind that serves every role; null for what the file says. */
    @Nullable
    String components() {
        return components;
    }

    /** Settings; null for the usual ones. */
    @Nullable
    Path config() {
        return config;
    }
}
