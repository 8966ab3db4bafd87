package dev.muster.cli.command;

import dev.muster.cli.console.Guidance;
import dev.muster.cli.console.Progress;
import dev.muster.common.settings.MusterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code start} was asked for. Where it was not asked, the settings decide.
 *
 * @param host this host as the operator named it; null when it is to be found among the machine's addresses and names
 * @param clusterFile as the operator named it
 * @param directory data and logs of this host; null for the settings'
 * @param store installed software; null for the settings'
 * @param components kind that serves every role instead of the real components; null for the real ones
 * @param waitTimeout how long to wait for the whole cluster; null for the settings'
 * @param config file of settings; null for the usual ones
 * @param progress form of the screen
 * @param tokenFile file with a join token; null for MUSTER_TOKEN, or none
 * @param insecure whether links beyond loopback may do without certificates
 * @param owned whether a {@code try} owns this process: when its standard input ends, it stops its host and ends
 * @param rebuild a host's copy of the definition, to lead a cluster again that has lost its coordinator's data; null for none
 * @param surroundings what the command found around it
 */
public record StartOptions(
        @Nullable String host,
        Path clusterFile,
        @Nullable Path directory,
        @Nullable Path store,
        @Nullable String components,
        @Nullable Duration waitTimeout,
        @Nullable Path config,
        Progress progress,
        @Nullable Path tokenFile,
        boolean insecure,
        boolean owned,
        @Nullable Path rebuild,
        Surroundings surroundings) {

    /** The settings of this process with the options above them; exit code 3 when they are not valid. */
    public MusterSettings settings() throws CommandFailure {
        Map<String, String> flags = new TreeMap<>();
        if (directory != null) {
            flags.put("dir", directory.toAbsolutePath().normalize().toString());
        }
        if (store != null) {
            flags.put("install.store", store.toAbsolutePath().normalize().toString());
        }
        if (waitTimeout != null) {
            flags.put("wait.timeout", waitTimeout.toMillis() + "ms");
        }
        if (insecure) {
            flags.put("security.insecure", "true");
        }
        return Definitions.settings(flags, Optional.ofNullable(config));
    }

    /** What every host of this cluster is started with besides its name and the file, because this one was; for a shell. */
    public String flagsOfAllHosts() {
        List<String> flags = new ArrayList<>();
        if (config != null) {
            flags.add("--config " + Guidance.quoted(config.toString()));
        }
        if (insecure) {
            flags.add("--insecure");
        }
        return String.join(" ", flags);
    }

    /** What the screen of this start tells people to do. */
    public Guidance guidance() {
        return owned
                ? new Guidance(surroundings.program(), "", "stops everything")
                : new Guidance(surroundings.program(), clusterFile.toString(), "stops this host only");
    }
}
