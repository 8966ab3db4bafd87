package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.rig.world.ClusterFile;
import dev.muster.rig.world.Component;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Shell;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What components do. */
public final class ComponentRows {

    private static final Duration SOON = World.SOON;
    private static final int PORT = 7600;

    public static final List<Row> ALL = List.of(
            Row.of("A5", "component ignores SIGTERM", ComponentRows::deaf),
            Row.of("A6", "component's children daemonise, three deep", ComponentRows::family),
            Row.of("A7", "component stopped with SIGSTOP", ComponentRows::stopped),
            Row.of("A9", "component floods its output, with and without an agent", ComponentRows::flood),
            Row.of("A11", "component crashes again and again", ComponentRows::crashLoop),
            Row.of("A12", "component exits with 0 though it is to run", ComponentRows::exitsWithZero),
            Row.of("A13", "port open, but nothing behind it works", ComponentRows::halfReady),
            Row.of("A14", "port in use by another program", ComponentRows::portInUse),
            Row.of("A15", "component killed by the kernel for want of memory", ComponentRows::outOfMemory)
                    .needing(Need.MEMORY_CGROUP),
            Row.of("A17", "operator kills a component, and takes its port", ComponentRows::byHand),
            Row.of("A18", "environment, umask and limits of a component", ComponentRows::surroundings),
            Row.of("A19", "fork bomb in a component", ComponentRows::forkBomb).needing(Need.PIDS_CGROUP));

    private ComponentRows() {}

    private static Component oneStub(World world, String does) {
        world.cluster(file -> file.host(1).role("master").stub("work", does)).up(1);
        return world.host(1).component("work");
    }

    private static void deaf(World world) {
        oneStub(world, "deaf").awaitProcess();
        long beganNs = System.nanoTime();
        world.stop(SOON);
        world.note("stopped after %d ms", (System.nanoTime() - beganNs) / 1_000_000);
        unless(world.host(1).log().contains("forced"), "the log does not say that it was forced");
    }

    private static void family(World world) {
        Component family = oneStub(world, "family");
        Patience.await(
                "three generations run",
                SOON,
                () -> family.everything().stream()
                                .filter(p -> p.arguments().contains("sleep 8640"))
                                .filter(p -> p.arguments().startsWith("sleep"))
                                .count()
                        >= 3);
        world.stop(SOON);
    }

    private static void server(ClusterFile file, World world, String role, String does, int port) {
        file.kind(role, "server")
                .role(
                        role,
                        Map.of(
                                "does",
                                does,
                                "port",
                                Integer.toString(port),
                                "javaCommand",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "classes",
                                world.folder().resolve("classes").toString()));
    }

    private static Seen serverProcess(World world) {
        return Patience.awaitValue(
                "the server runs",
                SOON,
                () -> Processes.concerning(world.folder().toString()).stream()
                        .filter(p -> p.arguments().contains("dev.muster.rig.stub.Server"))
                        .filter(p -> !p.arguments().startsWith("/bin/sh"))
                        .findFirst());
    }

    private static void stopped(World world) {
        world.cluster(file -> server(file.host(1).role("master"), world, "web", "serve", PORT))
                .up(1);
        Seen server = serverProcess(world);
        server.signal("STOP");
        long tookMs = world.awaitComponent(1, "web", "STARTING", Duration.ofSeconds(30));
        world.note("not ready any more after %d ms", tookMs);
        unless(server.isAlive(), "it was ended, which nobody asked for");
        server.signal("CONT");
        world.awaitComponent(1, "web", "READY", SOON);
        server.signal("STOP");
        world.stop(SOON);
    }

    private static void flood(World world) {
        world.variable("MUSTER_LOGS_SIZE_MAX", "1MiB");
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "flood"))
                .up(2);
        Component flood = world.host(2).component("work");
        Seen process = flood.awaitProcess();
        Patience.await("half a gigabyte is written", SOON, () -> flood.progress() > 1_000);
        world.host(2).kill();
        long then = flood.progress();
        Patience.await("another gigabyte is written without an agent", SOON, () -> flood.progress() > then + 2_000);
        process.signal("STOP");
        Patience.await("what is kept is within the limit", SOON, () -> flood.outputBytes() <= 3 << 20);
        process.signal("CONT");
        Patience.await("it writes on", SOON, () -> flood.progress() > then + 2_100);
        world.host(2).start();
        world.awaitBack(2);
        unless(process.isAlive() && flood.starts() == 1, "it was started again");
        world.note("%d MB written", flood.progress() / 2);
        world.stop(SOON);
    }

    private static void inCgroup(World world, String controller, String file, String limit, Seen process)
            throws IOException {
        Path group = Path.of(
                "/sys/fs/cgroup", controller, world.folder().getFileName().toString());
        Files.createDirectory(group);
        world.atEnd(() -> Patience.comes(SOON, () -> Shell.can("rmdir", group.toString())));
        Files.writeString(group.resolve(file), limit);
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    private static void outOfMemory(World world) throws IOException {
        Component eater = oneStub(world, "eat");
        inCgroup(world, "memory", "memory.limit_in_bytes", "67108864", eater.awaitProcess());
        eater.tell("eat");
        Patience.await("the cause is named", SOON, () -> world.host(1).log().contains("killed: out of memory"));
        Patience.await("it is started again", SOON, () -> eater.starts() == 2);
        world.awaitState("STARTED", SOON);
    }

    private static void forkBomb(World world) throws IOException {
        Component bomb = oneStub(world, "bomb");
        inCgroup(world, "pids", "pids.max", "300", bomb.awaitProcess());
        bomb.tell("bomb");
        Patience.await("it has forked", SOON, () -> bomb.everything().size() > 40);
        unless(
                world.awaitStatus().state().equals("STARTED"),
                "the agent says %s",
                world.awaitStatus().state());
        world.stop(SOON);
    }

    private static void crashLoop(World world) {
        world.cluster(file -> file.host(1)
                .role("master")
                .kind("work", "mock")
                .role("work", Map.of("exitAfter", "100ms", "startDelay", "10s")));
        world.host(1).start();
        JsonNode role = Patience.awaitValue("it is given up", Duration.ofSeconds(60), () -> world.status()
                .map(s -> s.role(world.address(1), "work"))
                .filter(r -> r.path("gaveUp").asBoolean()));
        unless(role.path("state").asText().equals("FAILED"), "it is %s", role);
        unless(role.path("failure").path("code").asText().equals("MOCK_EXIT"), "the cause is %s", role);
        int restarts = role.path("restarts").asInt();
        unless(restarts == 5, "%d restarts, not 5", restarts);
        Patience.holds(
                "it stays given up",
                Duration.ofSeconds(6),
                () -> world.awaitStatus()
                                .role(world.address(1), "work")
                                .path("restarts")
                                .asInt()
                        == restarts);
    }

    private static void exitsWithZero(World world) {
        world.cluster(file -> file.host(1)
                .role("master")
                .kind("work", "mock")
                .role("work", Map.of("exitAfter", "3s", "exitCode", "0", "startDelay", "10ms")));
        world.host(1).start();
        JsonNode failure = Patience.awaitValue("its end is a failure", Duration.ofSeconds(60), () -> world.status()
                .map(s -> s.role(world.address(1), "work"))
                .filter(r -> r.path("state").asText().equals("FAILED"))
                .map(r -> r.path("failure")));
        unless(failure.path("message").asText().contains("exit code 0"), "it says %s", failure);
    }

    private static void halfReady(World world) {
        world.cluster(file -> {
            file.host(1).role("master");
            int port = PORT;
            for (String does : List.of("silent", "reset", "error", "late")) {
                server(file, world, does, does, port++);
            }
        });
        world.host(1).start();
        world.awaitComponent(1, "late", "READY", Duration.ofSeconds(60));
        for (String does : List.of("silent", "reset", "error")) {
            String state = world.awaitStatus().component(world.address(1), does);
            unless(state.equals("STARTING"), "%s is %s", does, state);
        }
        unless(!world.awaitStatus().state().equals("STARTED"), "the cluster counts as started");
    }

    private static void portInUse(World world) throws IOException {
        world.cluster(file -> server(file.host(1).role("master"), world, "web", "serve", PORT));
        try (ServerSocket other = new ServerSocket(PORT, 1, InetAddress.getByName(world.address(1)))) {
            world.host(1).start();
            String message = awaitProblem(world, "PORT_IN_USE");
            unless(world.awaitStatus().state().equals("PREFLIGHT"), "the start goes on all the same");
            unless(message.contains("process " + ProcessHandle.current().pid()), "it does not name us: %s", message);
            unless(message.contains("java"), "it does not name our command: %s", message);
            unless(!other.isClosed(), "our port was taken away");
            boolean started = Processes.concerning(world.folder().toString()).stream()
                    .anyMatch(p -> p.arguments().contains("stub.Server"));
            unless(!started, "it was started all the same");
        }
        world.awaitState("STARTED", SOON);
    }

    /** The preflight names it, before anything is launched. */
    private static String awaitProblem(World world, String code) {
        return Patience.awaitValue(
                "status names " + code, World.START, () -> world.status().flatMap(s -> s.problem(code)));
    }

    private static String awaitFailure(World world, String code) {
        return Patience.awaitValue("web fails with " + code, World.START, () -> world.status()
                        .map(s -> s.role(world.address(1), "web").path("failure"))
                        .filter(f -> f.path("code").asText().equals(code)))
                .path("message")
                .asText();
    }

    private static void byHand(World world) throws IOException {
        world.cluster(file -> server(file.host(1).role("master"), world, "web", "serve", PORT))
                .up(1);
        Seen server = serverProcess(world);
        server.signal("TERM");
        long tookMs = Patience.await(
                "its end is noticed", SOON, () -> !world.awaitStatus().state().equals("STARTED"));
        world.note("noticed after %d ms", tookMs);
        world.awaitState("STARTED", SOON);
        serverProcess(world).signal("KILL");
        try (ServerSocket other = Patience.awaitValue("the port is free", SOON, () -> listen(world))) {
            awaitFailure(world, "PORT_IN_USE");
            unless(!other.isClosed(), "our port was taken away");
        }
        world.awaitState("STARTED", SOON);
    }

    private static java.util.Optional<ServerSocket> listen(World world) {
        try {
            return java.util.Optional.of(new ServerSocket(PORT, 1, InetAddress.getByName(world.address(1))));
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    private static void surroundings(World world) throws IOException {
        world.variable("SECRET_OF_THE_OPERATOR", "do not pass on");
        Seen process = oneStub(world, "work").awaitProcess();
        List<String> names = List.of(process.environment().split("\0", -1)).stream()
                .filter(variable -> !variable.isEmpty())
                .map(variable -> variable.substring(0, variable.indexOf('=')))
                .sorted()
                .toList();
        unless(names.equals(List.of("MUSTER_LAUNCH", "PATH", "STUB_DOES", "STUB_WORK")), "it has %s", names);
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        unless(status.contains("Umask:\t0027"), "its umask: %s", status);
        List<String> open = openFiles(process.pid());
        unless(open.stream().noneMatch(file -> file.contains("agent.lock") || file.startsWith("socket:")), "%s", open);
    }

    private static List<String> openFiles(long pid) throws IOException {
        try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.map(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString();
                        } catch (IOException e) {
                            return "";
                        }
                    })
                    .toList();
        }
    }
}
