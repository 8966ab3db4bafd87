package dev.muster.cli.command;

import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which coordinators a command may talk to: {@code -C}, else MUSTER_COORDINATOR, else the master and the standbys of
 * {@code --cluster}, else those of the one cluster that runs on this machine.
 */
final class Connection {

    @Option(
            names = {"-C", "--coordinator"},
            paramLabel = "URL",
            description =
                    "The coordinator's API, for example https://192.168.1.40:7480/, or those of several coordinators"
                            + " separated by commas (or MUSTER_COORDINATOR; default: the cluster that runs on this machine).")
    private @Nullable String coordinator;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "Find the coordinator by the master and the standbys of this cluster.json.")
    private @Nullable Path clusterFile;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Your access token is the one line of this file, of mode 600 (or MUSTER_TOKEN_FILE; default: that of"
                            + " the coordinator that you run on this machine).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--authority",
            paramLabel = "FILE",
            description =
                    "The authority of the cluster, which its coordinators are known by: a copy of DIR/identity/authority.pem of"
                            + " one of its hosts (or MUSTER_AUTHORITY; default: that of the host that you run on this machine).")
    private @Nullable Path authority;

    CoordinatorClient open(Surroundings surroundings) throws CommandFailure {
        return open(surroundings, null);
    }

    /** @param read what the named file says, for whoever reads it by other component definitions than the usual ones; null for nobody */
    CoordinatorClient open(Surroundings surroundings, @Nullable ClusterSpec read) throws CommandFailure {
        Authorities authorities = Authorities.find(authority, surroundings);
        return new CoordinatorClient(
                find(surroundings, authorities, read), Credentials.find(tokenFile, surroundings), authorities);
    }

    /** The files that were named for this command, by the variables that name them for all. */
    Map<String, Path> namedFiles() {
        Map<String, Path> named = new LinkedHashMap<>();
        if (authority != null) {
            named.put("MUSTER_AUTHORITY", authority.toAbsolutePath().normalize());
        }
        if (tokenFile != null) {
            named.put("MUSTER_TOKEN_FILE", tokenFile.toAbsolutePath().normalize());
        }
        return named;
    }

    /** The file that the coordinator is found by; null when none was named. */
    @Nullable
    Path clusterFile() {
        return clusterFile;
    }

    /** Whether somebody has said which coordinator is meant; otherwise it is that of the cluster that runs on this machine. */
    boolean isNamed(Surroundings surroundings) {
        return coordinator != null
                || clusterFile != null
                || !surroundings
                        .environment()
                        .getOrDefault("MUSTER_COORDINATOR", "")
                        .isEmpty();
    }

    private List<URI> find(Surroundings surroundings, Authorities authorities, @Nullable ClusterSpec read)
            throws CommandFailure {
        String named =
                coordinator != null ? coordinator : surroundings.environment().getOrDefault("MUSTER_COORDINATOR", "");
        if (!named.isEmpty()) {
            return uris(named, authorities);
        }
        Path file = clusterFile;
        if (file != null) {
            ClusterSpec spec =
                    read == null ? ClusterFile.read(file, surroundings).spec() : read;
            List<URI> uris = new ArrayList<>();
            for (HostSpec host : spec.coordinators()) {
                uris.add(uri(ClusterFile.urlHost(host.reachableAt()), authorities));
            }
            return uris;
        }
        return running(surroundings);
    }

    private static List<URI> running(Surroundings surroundings) throws CommandFailure {
        Map<List<URI>, String> clusters = new LinkedHashMap<>();
        try {
            for (RunRecord run : new RunRecords(surroundings).alive()) {
                clusters.put(run.apis(), run.cluster());
            }
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "RUNS_UNREADABLE",
                    "the records of running starts cannot be read: " + e,
                    "name the coordinator with -C URL");
        }
        if (clusters.size() == 1) {
            return clusters.keySet().iterator().next();
        }
        if (clusters.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.UNREACHABLE,
                    "NO_CLUSTER",
                    "no cluster of yours runs on this machine",
                    "Name the coordinator with -C HOST, or the file with --cluster FILE.");
        }
        List<String> choices = clusters.entrySet().stream()
                .map(entry -> "-C " + entry.getKey().get(0) + "   " + entry.getValue())
                .toList();
        throw CommandFailure.of(
                ExitCode.USAGE, "SEVERAL_CLUSTERS", "several clusters run on this machine; say which", "", choices);
    }

    /** What {@link #uri} accepts, with commas between. */
    static List<URI> uris(String text, Authorities authorities) throws CommandFailure {
        List<URI> uris = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            uris.add(uri(each.strip(), authorities));
        }
        return uris;
    }

    /**
     * Accepts {@code HOST}, {@code HOST:PORT} and whole URLs. What has no scheme is asked with https where its authority is known,
     * else with http; a coordinator that speaks https then says so, before a token was shown.
     */
    static URI uri(String text, Authorities authorities) throws CommandFailure {
        String whole = text.contains("://") ? text : "http://" + text;
        try {
            URI uri = new URI(whole);
            if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                throw new java.net.URISyntaxException(text, "no http URL with a host");
            }
            int port = uri.getPort() < 0 ? CoordinatorClient.PORT : uri.getPort();
            boolean guessed = !text.contains("://") && authorities.know(uri.getHost() + ":" + port);
            return new URI(guessed ? "https" : uri.getScheme(), null, uri.getHost(), port, "/", null, null);
        } catch (java.net.URISyntaxException e) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "BAD_URL",
                    "\"" + text + "\" is not the URL of a coordinator",
                    "for example -C https://192.168.1.40:" + CoordinatorClient.PORT + "/");
        }
    }
}
