package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Hosts of one cluster.json: real processes, one a host, on loopback addresses of their own. */
final class LoopbackCluster implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration REAL_LIMIT = Duration.ofMinutes(6);

    /** Addresses that no other run of these tests on this machine is likely to use. */
    private final String prefix = "127." + (90 + ThreadLocalRandom.current().nextInt(120)) + "."
            + ThreadLocalRandom.current().nextInt(1, 250);

    private final Path folder = OpenFolder.create();
    private final Map<String, MusterProcess> hosts = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<MusterProcess> all = new ArrayList<>();

    private final List<String> options;
    private final Duration limit;

    private LoopbackCluster(List<String> options, Duration limit) throws IOException {
        this.options = options;
        this.limit = limit;
    }

    static LoopbackCluster ofMocks() throws IOException {
        return ofMocks(LIMIT);
    }

    /** @param limit of a state that is waited for */
    static LoopbackCluster ofMocks(Duration limit) throws IOException {
        return new LoopbackCluster(List.of("--components", "mock"), limit);
    }

    static LoopbackCluster ofRealSoftware() throws IOException {
        return new LoopbackCluster(List.of(), REAL_LIMIT);
    }

    /** Writes the cluster.json; {@code A.n} in it stands for {@link #address address(n)}. */
    void define(String text) throws IOException {
        Files.writeString(file(), text.replace("A.", prefix + "."));
    }

    /** Gives every start from now on a variable. */
    void environment(String name, String value) {
        environment.put(name, value);
    }

    String address(int number) {
        return prefix + "." + number;
    }

    Path folder() {
        return folder;
    }

    private Path file() {
        return folder.resolve("cluster.json");
    }

    /** Starts the agent of a host, and its coordinator where there is one. */
    MusterProcess start(int number, String... more) throws IOException {
        MusterProcess process = MusterProcess.start(folder, environment, arguments(number, more));
        hosts.put(address(number), process);
        all.add(process);
        return process;
    }

    /** What somebody pastes into a shell on a host, which has a folder of its own. */
    MusterProcess shell(int number, String command) throws IOException {
        Map<String, String> own = new LinkedHashMap<>(environment);
        own.put("MUSTER_DIR", directory(number));
        MusterProcess process = MusterProcess.shell(folder, own, command);
        all.add(process);
        return process;
    }

    /** Of a start of this host, with {@code more} at the end. */
    String[] arguments(int number, String... more) {
        List<String> arguments = new ArrayList<>(List.of("start", "-h", address(number)));
        arguments.addAll(List.of("--cluster", file().toString(), "--dir", directory(number)));
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** Where a host keeps its data. */
    String directory(int number) {
        return folder.resolve("hosts").resolve(address(number)).toString();
    }

    MusterProcess host(String address) {
        MusterProcess process = hosts.get(address);
        assertThat(process).as(address).isNotNull();
        return process;
    }

    MusterProcess host(int number) {
        return host(address(number));
    }

    /** How many processes, those that have ended too, have said this. */
    long saying(String text) {
        return all.stream().filter(process -> process.output().contains(text)).count();
    }

    /** Runs a command to its end, which must be {@code exit}; its output. */
    String run(int exit, String... arguments) throws IOException {
        return MusterProcess.run(folder, exit, arguments);
    }

    /** A file with the join token that {@code init} or {@code token create} has printed. */
    Path tokenFile(String printed) throws IOException {
        String line = printed.lines()
                .filter(each -> each.startsWith("muster1."))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no token in: " + printed));
        return Files.writeString(Files.createTempFile(folder, "token", ""), line + "\n");
    }

    JsonNode status() throws IOException {
        return new ObjectMapper().readTree(run(0, "status", "-o", "json"));
    }

    JsonNode awaitState(String wanted) throws IOException {
        return awaitStatus(wanted, status -> status.path("state").asText().equals(wanted));
    }

    /** Asks for the status until somebody answers and it is as wanted. */
    JsonNode awaitStatus(String what, Predicate<JsonNode> wanted) throws IOException {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        String last = "";
        while (System.nanoTime() < deadlineNs) {
            try (MusterProcess asking = MusterProcess.start(folder, "status", "-o", "json")) {
                int exit = asking.awaitExit(LIMIT);
                last = asking.output();
                if (exit == 0) {
                    JsonNode status = new ObjectMapper().readTree(last);
                    if (wanted.test(status)) {
                        return status;
                    }
                }
            }
        }
        String outputs = all.stream().map(MusterProcess::output).collect(Collectors.joining("\n\n"));
        throw new AssertionError("not " + what + " within " + limit + ": " + last + "\n\n" + outputs);
    }

    /** Process id of each component that is ready. */
    static Map<String, Long> components(JsonNode status) {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode host : status.path("hosts")) {
            for (JsonNode role : host.path("roles")) {
                if (role.path("state").asText().equals("READY")) {
                    pids.put(
                            host.path("name").asText() + "/" + role.path("role").asText(),
                            role.path("pid").asLong());
                }
            }
        }
        return pids;
    }

    /** Components that have come, gone, or run as another process. */
    static Set<String> changed(Map<String, Long> before, Map<String, Long> after) {
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(id -> before.containsKey(id) && before.get(id).equals(after.get(id)));
        return changed;
    }

    /** Nothing of the cluster is left, however the test went. */
    @Override
    public void close() throws IOException {
        all.forEach(MusterProcess::close);
        Leftovers.end(folder);
        OpenFolder.delete(folder);
    }
}
