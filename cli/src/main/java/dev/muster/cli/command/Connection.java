package dev.muster.cli.command;

import dev.muster.common.model.spec.ClusterSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which coordinator a command talks to: {@code -C}, else MUSTER_COORDINATOR, else the master of {@code --cluster}, else the one
 * cluster that runs on this machine.
 */
final class Connection {

    @Option(
            names = {"-C", "--coordinator"},
            paramLabel = "URL",
            description = "The coordinator's API, for example http://192.168.1.40:7480/ (or MUSTER_COORDINATOR; "
                    + "default: the cluster that runs on this machine).")
    private @Nullable String coordinator;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "Find the coordinator by the master of this cluster.json.")
    private @Nullable Path clusterFile;

    CoordinatorClient open(Surroundings surroundings) throws CommandFailure {
        return new CoordinatorClient(find(surroundings));
    }

    private URI find(Surroundings surroundings) throws CommandFailure {
        String named =
                coordinator != null ? coordinator : surroundings.environment().getOrDefault("MUSTER_COORDINATOR", "");
        if (!named.isEmpty()) {
            return uri(named);
        }
        Path file = clusterFile;
        if (file != null) {
            ClusterSpec spec = ClusterFile.read(file, surroundings).spec();
            return URI.create(
                    "http://" + ClusterFile.urlHost(spec.master().reachableAt()) + ":" + CoordinatorClient.PORT + "/");
        }
        return running(surroundings);
    }

    private static URI running(Surroundings surroundings) throws CommandFailure {
        Map<URI, String> clusters = new TreeMap<>();
        try {
            for (RunRecord run : new RunRecords(surroundings).alive()) {
                clusters.put(run.api(), run.cluster());
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
                    "Name the coordinator with -C http://HOST:" + CoordinatorClient.PORT
                            + "/ or the file with --cluster FILE.");
        }
        List<String> choices = clusters.entrySet().stream()
                .map(entry -> "-C " + entry.getKey() + "   " + entry.getValue())
                .toList();
        throw CommandFailure.of(
                ExitCode.USAGE, "SEVERAL_CLUSTERS", "several clusters run on this machine; say which", "", choices);
    }

    /** Accepts {@code HOST}, {@code HOST:PORT} and whole URLs. */
    static URI uri(String text) throws CommandFailure {
        String whole = text.contains("://") ? text : "http://" + text;
        try {
            URI uri = new URI(whole);
            if (uri.getHost() == null || !"http".equals(uri.getScheme())) {
                throw new java.net.URISyntaxException(text, "no http URL with a host");
            }
            int port = uri.getPort() < 0 ? CoordinatorClient.PORT : uri.getPort();
            return new URI("http", null, uri.getHost(), port, "/", null, null);
        } catch (java.net.URISyntaxException e) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "BAD_URL",
                    "\"" + text + "\" is not the URL of a coordinator",
                    "for example -C http://192.168.1.40:" + CoordinatorClient.PORT + "/");
        }
    }
}
