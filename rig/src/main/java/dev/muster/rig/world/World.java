package dev.muster.rig.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;

/** One cluster of real processes, in a folder and on addresses of its own. Closing it leaves nothing. */
public final class World implements AutoCloseable {

    /** How long a small cluster may take until it is started, on a busy machine. */
    public static final Duration START = Duration.ofSeconds(60);

    /** Bound of what takes a few seconds on a machine that has nothing else to do. */
    public static final Duration SOON = Duration.ofSeconds(90);

    private static final Path ROOT =
            Path.of(System.getProperty("muster.root", ".")).toAbsolutePath().normalize();
    private static final AtomicInteger WORLDS = new AtomicInteger();
    private static final int TAIL_CHARS = 6_000;

    private final Path folder;
    private final Map<Integer, Host> hosts = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Deque<Runnable> cleaning = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private String network;
    private Duration start = START;

    public World() {
        try {
            folder = Files.createTempDirectory("muster-rig-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(folder.resolve("out"));
            install("world/stub.conf", "definitions/stub.conf");
            install("world/server.conf", "definitions/server.conf");
            install("stub/Server.class", "classes/dev/muster/rig/stub/Server.class");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long pid = ProcessHandle.current().pid();
        network = "127." + (30 + pid % 60) + "." + (pid / 60 + WORLDS.incrementAndGet()) % 250;
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

    /**
     * From now on host N has the address {@code prefix.N}. Nobody else reaches the namespaces of a world: whoever asks for a
     * status there needs no access token.
     */
    public World network(String prefix) {
        network = prefix;
        environment.put("MUSTER_HTTP_AUTH", "off");
        return this;
    }

    public String address(int host) {
        return network + "." + host;
    }

    /** A cluster.json to be filled. */
    public ClusterFile clusterFile() {
        return new ClusterFile(this::address);
    }

    /** Writes the world's cluster.json. */
    public World cluster(Consumer<ClusterFile> content) {
        cluster(file(), content);
        return this;
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

    /** What the coordinator on host 1 says. */
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

    public Optional<Status> status() {
        return Status.ask(address(1));
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
        Status.stop(address(1));
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
        Network made = Network.create(count);
        atEnd(made::remove);
        network = made.prefix();
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
