package dev.muster.benchmarks.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.benchmarks.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Four hosts as real processes on loopback addresses of their own: three coordinators, ten mock components. Closing it ends every
 * process that has to do with its folder, and deletes the folder.
 */
final class MockCluster implements AutoCloseable {

    static final int COORDINATORS = 3;
    static final int HOSTS = 4;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Path ROOT =
            Path.of(System.getProperty("muster.root", ".")).toAbsolutePath().normalize();
    private static final String DEFINITION = """
            {
              "A.1": {"master": true, "compute": true},
              "A.2": {"compute": true, "backend": true, "standby": true},
              "A.3": {"compute": true, "backend": true, "index": true, "standby": true},
              "A.4": {"compute": true, "backend": true, "index": true}
            }
            """;

    /** Addresses that no other cluster on this machine is likely to use. */
    private final String prefix = "127." + ThreadLocalRandom.current().nextInt(215, 250) + "."
            + ThreadLocalRandom.current().nextInt(1, 250) + ".";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();

    private final Map<String, Process> hosts = new TreeMap<>();
    private final Path folder;
    private final Events events;

    MockCluster() throws IOException {
        folder = Files.createTempDirectory("muster-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("cluster.json"), DEFINITION.replace("A.", prefix));
        events = new Events(http, coordinators());
    }

    Events events() {
        return events;
    }

    static String url(String address, String path) {
        return "http://" + address + ":7480" + path;
    }

    List<String> coordinators() {
        return Stream.iterate(1, n -> n + 1)
                .limit(COORDINATORS)
                .map(n -> prefix + n)
                .toList();
    }

    List<String> addresses() {
        return Stream.iterate(1, n -> n + 1).limit(HOSTS).map(n -> prefix + n).toList();
    }

    /** The host that has an agent and no coordinator. */
    String plainHost() {
        return prefix + HOSTS;
    }

    /** Starts the agent of a host, and its coordinator where it has one. */
    Process start(String address) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ROOT.resolve("bin/muster").toString(),
                        "start",
                        "-h",
                        address,
                        "--cluster",
                        folder.resolve("cluster.json").toString(),
                        "--components",
                        "mock",
                        "--dir",
                        folder.resolve(address).toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(address + ".out").toFile()));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().remove("MUSTER_COORDINATOR");
        Process process = builder.start();
        hosts.put(address, process);
        return process;
    }

    Process host(String address) {
        return Objects.requireNonNull(hosts.get(address), address);
    }

    /** Sends a signal that {@link Process} has no method for. */
    void signal(String address, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(host(address).pid()))
                .start()
                .waitFor();
    }

    /** What a coordinator says of the cluster; empty when it does not answer, or does not lead. */
    Optional<JsonNode> status(String coordinator) throws InterruptedException {
        return get(coordinator, "/v1/cluster", 200);
    }

    /** What the coordinator says that leads now, whichever that is; empty when none does. */
    Optional<JsonNode> leadersStatus() throws InterruptedException {
        for (String each : coordinators()) {
            Optional<JsonNode> status = status(each);
            if (status.isPresent()) {
                return status;
            }
        }
        return Optional.empty();
    }

    private Optional<JsonNode> get(String address, String path, int expected) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(address, path)))
                .timeout(ANSWER)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == expected ? Optional.of(MAPPER.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is down
        }
    }

    /** The coordinator that leads, once all of the cluster is there and every other coordinator stands by. */
    String awaitWhole() throws Exception {
        return Patience.awaitValue("a whole cluster in " + folder, () -> {
            for (String each : coordinators()) {
                Optional<JsonNode> status = status(each);
                if (status.isPresent() && status.get().path("state").asText().equals("STARTED") && othersFollow(each)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        });
    }

    private boolean othersFollow(String leader) throws InterruptedException {
        for (String each : coordinators()) {
            if (!each.equals(leader)
                    && get(each, "/leader", 404)
                            .filter(answer -> answer.path("leader").asText().equals(leader))
                            .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** What is said of a host. */
    static JsonNode host(JsonNode status, String address) {
        for (JsonNode host : status.path("hosts")) {
            if (host.path("name").asText().equals(address)) {
                return host;
            }
        }
        return MAPPER.missingNode();
    }

    /** Process id of each component of a host that is ready. */
    static Map<String, Long> components(JsonNode host) {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode role : host.path("roles")) {
            if (role.path("state").asText().equals("READY")) {
                pids.put(role.path("role").asText(), role.path("pid").asLong());
            }
        }
        return pids;
    }

    /** All components that are ready, by host and role. */
    Map<String, Map<String, Long>> components(String leader) throws InterruptedException {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        status(leader).ifPresent(status -> addresses().forEach(a -> all.put(a, components(host(status, a)))));
        return all;
    }

    @Override
    public void close() throws IOException {
        events.close();
        hosts.values().forEach(Process::destroyForcibly);
        for (List<ProcessHandle> left = ours(); !left.isEmpty(); left = ours()) {
            left.forEach(ProcessHandle::destroyForcibly);
        }
        Folders.delete(folder);
    }

    /** Processes whose arguments or environment name this cluster's folder. */
    private List<ProcessHandle> ours() {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> names(process, "cmdline") || names(process, "environ"))
                .forEach(found::add);
        return found;
    }

    private boolean names(ProcessHandle process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), file));
            return new String(bytes, StandardCharsets.UTF_8).contains(folder.toString());
        } catch (IOException e) {
            return false; // it has ended, or is not ours to look at
        }
    }
}
