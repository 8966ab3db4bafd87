package dev.muster.rig.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One cluster of real processes, in a folder and on addresses of its own. Closing it leaves nothing. */
public final class World implements AutoCloseable {

    /** How long a small cluster may take until it is started, on a busy machine. */
    public static final Duration START = Duration.ofSeconds(150);

    /** Bound of what takes a few seconds on a machine that has nothing else to do. */
    public static final Duration SOON = Duration.ofSeconds(90);

    private static final Path ROOT =
            Path.of(System.getProperty("muster.root", ".")).toAbsolutePath().normalize();
    private static final AtomicInteger WORLDS = new AtomicInteger();
    private static final int TAIL_CHARS = 6_000;
    private static final int ACCEPTED = 202;
    private static final int NOT_NOW = 503;

    private final Path folder;
    private final Map<Integer, Host> hosts = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Deque<Runnable> cleaning = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private IntFunction<String> addresses;
    private IntFunction<String> names = this::address;
    private Duration start = START;
    private List<Integer> coordinators = List.of(1);
    private volatile int lastLeader = 1;

    public World() {
        try {
            folder = Files.createTempDirectory("muster-rig-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(folder.resolve("out"));
            install("world/stub.conf", "definitions/stub.conf");
            install("world/server.conf", "definitions/server.conf");
            install("world/mesh.conf", "definitions/mesh.conf");
            install("stub/Server.class", "classes/dev/muster/rig/stub/Server.class");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long pid = ProcessHandle.current().pid();
        String network = "127." + (30 + pid % 60) + "." + (pid / 60 + WORLDS.incrementAndGet()) % 250;
        addresses = number -> network + "." + number;
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        environment.put("MUSTER_COMPONENTS_DIR", folder.resolve("definitions").toString());
        environment.put("MUSTER_AGENTS_HEARTBEAT", "300ms");
        environment.put("MUSTER_AGENTS_LEASE", "3s");
    }

    private void install(String resource, String target) throws IOException {
        Path path = folder.resolve(target);
        Files.createDirectories(path.getParent());
        try (InputStream in =
                Objects.requireNonNull(World.class.getResourceAsStream("/dev/muster/rig/" + resource), resource)) {
            Files.copy(in, path);
        }
    }

    public Path folder() {
        return folder;
    }

    /** A setting of every process from now on: {@code MUSTER_...} or anything else of the environment. */
    public World variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** From now on a start may take longer. */
    public World startsWithin(Duration limit) {
        start = limit;
        return this;
    }

    public String address(int host) {
        return addresses.apply(host);
    }

    /** How a host is named in the file and on its command line; its address unless {@link #named} says otherwise. */
    public String name(int host) {
        return names.apply(host);
    }

    /** From now on hosts have these names. */
    public World named(IntFunction<String> other) {
        names = other;
        return this;
    }

    /** What the kinds of the rig that are a Java program want to know. */
    public Map<String, String> server() {
        return Map.of(
                "javaCommand",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "classes",
                folder.resolve("classes").toString());
    }

    /** A cluster.json to be filled. */
    public ClusterFile clusterFile() {
        return new ClusterFile(this::name);
    }

    /** Writes the world's cluster.json. */
    public World cluster(Consumer<ClusterFile> content) {
        ClusterFile made = clusterFile();
        content.accept(made);
        made.write(file());
        coordinators = List.copyOf(made.coordinators());
        return this;
    }

    /** The hosts of the world's cluster.json that run a coordinator. */
    public List<Integer> coordinators() {
        return coordinators;
    }

    /** Writes another cluster.json. */
    public Path cluster(Path path, Consumer<ClusterFile> content) {
        ClusterFile made = clusterFile();
        content.accept(made);
        return made.write(path);
    }

    Path file() {
        return folder.resolve("cluster.json");
    }

    public Host host(int number) {
        return hosts.computeIfAbsent(number, n -> new Host(this, n));
    }

    public List<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    /** Starts hosts 1 to {@code count} and waits until the cluster is started. */
    public World up(int count) {
        for (int number = 1; number <= count; number++) {
            host(number).start();
        }
        Patience.await(
                "the start or the end of a host",
                start,
                () -> hosts().stream().anyMatch(host -> !host.isRunning())
                        || status().filter(s -> s.state().equals("STARTED")).isPresent());
        hosts().forEach(host -> RowFailed.unless(host.isRunning(), "host %d has ended", host.number()));
        return this;
    }

    /**
     * Whether the cluster is complete with the processes that its hosts run now. A loss is told after two heartbeats: until then
     * STARTED may speak of an agent that is gone.
     */
    public boolean isComplete() {
        return status().filter(status -> status.state().equals("STARTED"))
                .map(status -> status.json().toString())
                .filter(text -> hosts.values().stream()
                        .allMatch(host -> text.contains("\"agentPid\":" + host.innerPid() + ",")))
                .isPresent();
    }

    /** What the coordinator that leads says; empty when none does, or it does not answer. */
    public Optional<Status> status() {
        Optional<Status> answer = status(lastLeader);
        for (int host : coordinators) {
            if (answer.isEmpty() && host != lastLeader) {
                answer = status(host);
                if (answer.isPresent()) {
                    lastLeader = host;
                }
            }
        }
        return answer;
    }

    /** What the coordinator of a host says, if it leads. */
    public Optional<Status> status(int host) {
        return Status.ask(address(host));
    }

    /** The host whose coordinator leads, waiting until one does. */
    public Host leader() {
        String name = awaitStatus().leader();
        return hosts().stream()
                .filter(host -> name(host.number()).equals(name))
                .findFirst()
                .orElseThrow(() -> new RowFailed("no host of this world leads, but " + name));
    }

    /** How often this text was printed, by all starts of all hosts. */
    public int printed(String text) {
        try (Stream<Path> outputs = Files.list(folder.resolve("out"))) {
            int count = 0;
            for (Path output : outputs.toList()) {
                count +=
                        Files.readString(output, StandardCharsets.ISO_8859_1).split(Pattern.quote(text), -1).length - 1;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the coordinator of a host for something else. */
    public Status.Answer ask(int host, String path) {
        return Status.get(address(host), path, START);
    }

    /** What it says, waiting for an answer. */
    public Status awaitStatus() {
        return Patience.awaitValue("the coordinator answers", START, this::status);
    }

    public long awaitState(String state, Duration limit) {
        return Patience.await(
                "the cluster is " + state + "; it is "
                        + status().map(s -> s.json().toPrettyString()).orElse("silent"),
                limit,
                () -> status().filter(s -> s.state().equals(state)).isPresent());
    }

    /** Waits until the process that a host runs now counts, and the cluster is complete with it. */
    public long awaitBack(int host) {
        String pid = "\"agentPid\":" + host(host).innerPid() + ",";
        return Patience.await(
                "host " + host + " is back; the cluster is "
                        + status().map(s -> s.json().toPrettyString()).orElse("silent"),
                SOON,
                () -> status().filter(s -> s.json().toString().contains(pid))
                        .filter(s -> s.state().equals("STARTED"))
                        .isPresent());
    }

    public long awaitComponent(int host, String role, String state, Duration limit) {
        return Patience.await(role + " of host " + host + " is " + state, limit, () -> status().filter(
                        s -> s.component(address(host), role).equals(state))
                .isPresent());
    }

    /** Stops the cluster, waits for the end of every process, and sees that nothing is left. */
    public void stop(Duration limit) {
        Patience.await("a coordinator takes the order to stop", SOON, () -> {
            int answer = Status.order(leader().address(), "/v1/cluster/stop");
            RowFailed.unless(answer == ACCEPTED || answer == NOT_NOW, "stop was answered with %d", answer);
            return answer == ACCEPTED;
        });
        for (Host host : hosts.values()) {
            if (host.isRunning()) {
                host.awaitExit(limit);
            }
        }
        List<Processes.Seen> left = Processes.concerning(folder.toString()).stream()
                .filter(p -> !p.arguments().contains(init()))
                .toList();
        RowFailed.unless(left.isEmpty(), "left after the stop: %s", left);
    }

    /** A figure for the table. */
    public void note(String format, Object... arguments) {
        notes.add(String.format(format, arguments));
    }

    public String notes() {
        return String.join(", ", notes);
    }

    /** Something to be done at the end, however the row went; last added, first done. */
    public void atEnd(Runnable task) {
        cleaning.addFirst(task);
    }

    /** Runs a command of the program that ends soon. */
    public Shell.Ended cli(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("bin/muster").toString()));
        command.addAll(List.of(arguments));
        return Shell.run(command);
    }

    /** From now on agents beat and are waited for as in a cluster whose operator has set nothing. */
    public World usualTimes() {
        environment.remove("MUSTER_AGENTS_HEARTBEAT");
        environment.remove("MUSTER_AGENTS_LEASE");
        return this;
    }

    /** Starts the program. */
    Process muster(Path output, List<String> through, List<String> arguments) {
        List<String> command = new ArrayList<>(through);
        command.add(ROOT.resolve("bin/muster").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().remove("MUSTER_COORDINATOR");
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A namespace for each of the hosts 1 to {@code count}, on a bridge, for the rest of the row. */
    public Network separate(int count) {
        return separate(count, Network.Family.IPV4);
    }

    /** The same, where the hosts have addresses of one family only. */
    public Network separate(int count, Network.Family family) {
        Network made = Network.create(count, family);
        atEnd(made::remove);
        addresses = made::address;
        // Nobody else reaches the namespaces of a world: whoever asks for a status there needs no access token.
        environment.put("MUSTER_HTTP_AUTH", "off");
        environment.put("MUSTER_SECURITY_INSECURE", "true");
        for (int number = 1; number <= count; number++) {
            host(number).through(made.command(number));
        }
        return made;
    }

    /** Mounts a small file system on a folder, for the rest of the row. */
    public void mount(Path on, String options) {
        try {
            Files.createDirectories(on);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.must("mount", "-t", "tmpfs", "-o", options, "tmpfs", on.toString());
        // Lazily: what has just been killed may hold it a moment longer.
        atEnd(() -> Shell.must("umount", "-l", on.toString()));
    }

    /** In the arguments of what a row runs as pid 1 of a namespace of its own. */
    public String init() {
        return folder.resolve("init").toString();
    }

    /** Starts a process of the row's own, which ends with it; it must name the row's folder. */
    public Process start(String... command) {
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(folder.resolve("out").resolve("others.log").toFile())
                    .start();
            atEnd(() -> started.destroyForcibly());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last of what every host said, for a row that failed. */
    public String account() {
        StringBuilder text = new StringBuilder();
        for (Host host : hosts.values()) {
            text.append("--- host ").append(host.number()).append(" printed\n").append(tail(host.printed()));
            text.append("--- host ").append(host.number()).append(" logged\n").append(tail(host.log()));
        }
        return text.toString();
    }

    private static String tail(String text) {
        return (text.length() <= TAIL_CHARS ? text : "..." + text.substring(text.length() - TAIL_CHARS)) + "\n";
    }

    @Override
    public void close() {
        endProcesses();
        cleaning.forEach(Runnable::run);
        endProcesses();
        removeCgroups();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endProcesses() {
        Patience.comes(SOON, () -> {
            List<Processes.Seen> left = Processes.concerning(folder.toString());
            left.forEach(p -> p.signal("KILL"));
            return left.isEmpty();
        });
    }

    /** Groups of launches whose agent did not live to take them away. */
    private void removeCgroups() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(p -> p.endsWith("cgroup") && Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                Path group = Path.of(Files.readString(path).strip());
                Shell.run(List.of("rmdir", group.toString(), group.resolve("..").toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
