package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.balancer.Definition;
import dev.muster.coordinator.balancer.HookBalancer;
import dev.muster.coordinator.balancer.Outcome;
import dev.muster.coordinator.balancer.Task;
import dev.muster.e2e.WebUsers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web role of three members behind a real HAProxy, with the configuration that {@code muster render haproxy} prints, while users ask
 * all the time. Members are stopped hard, so that whoever is stopped with a user on it makes a request fail.
 */
final class HaproxyIT {

    private static final Role WEB = new Role("web");
    private static final int PORT = 18_473;
    private static final List<String> HOSTS = List.of("127.84.0.2", "127.84.0.3", "127.84.0.4");
    private static final long PATIENCE_S = 60;

    /** Of one request; long enough that some are under way at any time. */
    private static final int WORK_MS = 40;

    private static final String FILE = """
            {
              "cluster": {"name": "pages"},
              "components": {"master": {"kind": "mock"}, "web": {"kind": "web", "settings": {"port": %d}}},
              "balancer": {
                "roles": ["web"],
                "haproxy": {"socket": "FOLDER/admin.sock", "backend": "pages", "server": "${host}"},
                "drain": {"timeout": "20s"}
              },
              "hosts": {"127.84.0.1": {"master": true}, "127.84.0.[2-4]": {"web": true}}
            }
            """.formatted(PORT);

    @TempDir
    private Path folder;

    private final Map<String, HttpServer> members = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> served = new ConcurrentHashMap<>();
    private final ExecutorService work = Executors.newCachedThreadPool();
    private HookBalancer balancer;
    private Process haproxy;

    @BeforeEach
    void begin() throws Exception {
        Optional<Path> program = BalancerPrograms.find("haproxy");
        assumeTrue(program.isPresent(), "skipped: no haproxy (apt-get install haproxy)");
        for (String host : HOSTS) {
            start(host);
        }
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), config());
        haproxy = new ProcessBuilder(program.get().toString(), "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        await(() -> answers("127.84.0.1"));
        balancer = balancer("admin.sock", "${host}");
    }

    @AfterEach
    void end() throws Exception {
        if (haproxy != null) {
            balancer.close();
            haproxy.destroyForcibly().waitFor();
        }
        members.values().forEach(member -> member.stop(0));
        work.shutdownNow();
    }

    /** As printed, with a second socket whose level is too low. */
    private String config() throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.json"), text("admin.sock"));
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        String settings = BalancerPrograms.withExamples(folder).toString();
        int exit = commands.run(
                "render",
                "haproxy",
                "--offline",
                "--bind",
                "127.84.0.1",
                "--cluster",
                file.toString(),
                "--config",
                settings);
        assertThat(exit).as(commands.err()).isZero();
        return commands.out()
                .replace("global\n", "global\n  stats socket " + folder + "/user.sock mode 600 level user\n");
    }

    private String text(String socket) {
        return FILE.replace("FOLDER/admin.sock", folder.resolve(socket).toString());
    }

    private HookBalancer balancer(String socket, String server) {
        byte[] text = text(socket).replace("${host}", server).getBytes(StandardCharsets.UTF_8);
        SpecResult.Valid valid = (SpecResult.Valid) SpecParser.parse("cluster.json", text, Set.of(Role.MASTER));
        Definition definition = new Definition(valid.spec(), (host, role) -> new TreeMap<>(Map.of("http", PORT)));
        return new HookBalancer(() -> definition, folder.resolve("hooks"), Clock.system());
    }

    @Test
    void noRequestFailsWhileMembersAreRestartedOneByOneAndHalfByHalf() throws Exception {
        try (WebUsers users = users()) {
            users.awaitMore(50);
            for (List<String> step : List.of(
                    List.of(HOSTS.get(0)),
                    List.of(HOSTS.get(1)),
                    List.of(HOSTS.get(2)),
                    HOSTS.subList(0, 2),
                    HOSTS.subList(2, 3))) {
                restart(step, users);
            }

            assertThat(users.failures()).isEmpty();
        }
        assertThat(served.values()).allMatch(count -> count.get() > 20);
    }

    /** The same without the balancer, so that it is seen that a failed request would be noticed. */
    @Test
    void requestsFailWhenAMemberIsStoppedWithUsersOnIt() throws Exception {
        try (WebUsers users = users()) {
            users.awaitMore(50);
            await(() -> {
                stop(HOSTS.get(0));
                users.awaitMore(20);
                start(HOSTS.get(0));
                await(() -> answers(HOSTS.get(0)));
                return !users.failures().isEmpty();
            });
        }
    }

    /** A successor of a coordinator that was killed begins the step anew, wherever the one before it was. */
    @Test
    void everyStepMayBeBegunAgain() throws Exception {
        try (WebUsers users = users()) {
            users.awaitMore(20);
            for (BalancerAction action : List.of(
                    BalancerAction.DISABLE,
                    BalancerAction.DISABLE,
                    BalancerAction.DRAIN,
                    BalancerAction.DISABLE,
                    BalancerAction.DRAIN,
                    BalancerAction.DRAIN,
                    BalancerAction.ENABLE,
                    BalancerAction.ENABLE)) {
                assertThat(done(balancer, HOSTS.get(1), action).failure()).isNull();
            }
            int before = count(HOSTS.get(1));
            await(() -> count(HOSTS.get(1)) > before);

            assertThat(users.failures()).isEmpty();
        }
    }

    @Test
    void drainingWithoutUsersIsOverAtOnce() {
        assertThat(done(balancer, HOSTS.get(0), BalancerAction.DISABLE).ok()).isTrue();
        Outcome drained = done(balancer, HOSTS.get(0), BalancerAction.DRAIN);

        assertThat(drained.said()).containsExactly("no connections are left");
        assertThat(drained.tookMs()).isLessThan(15_000);
    }

    /** HAProxy must itself find a member up before the next one is taken out. */
    @Test
    void whoIsEnabledAndDoesNotAnswerIsNotUp() {
        stop(HOSTS.get(2));
        Outcome outcome = done(balancer, HOSTS.get(2), BalancerAction.ENABLE);
        while (outcome.ok()) {
            // HAProxy has not noticed yet that nobody listens.
            outcome = done(balancer, HOSTS.get(2), BalancerAction.ENABLE);
        }

        assertThat(failure(outcome).code()).isEqualTo("HAPROXY_NOT_UP");
        assertThat(failure(outcome).message()).contains("pages/127.84.0.4").contains("DOWN");
    }

    @Test
    void whatHaproxyRefusesIsSaidInWords() throws Exception {
        assertThat(refused("admin.sock", "other").message())
                .endsWith("has no server \"other\" in the backend \"pages\"");
        assertThat(refused("user.sock", "${host}").code()).isEqualTo("HAPROXY_DENIED");
        assertThat(refused("none.sock", "${host}").code()).isEqualTo("HAPROXY_UNREACHABLE");
    }

    private Failure refused(String socket, String server) throws Exception {
        try (HookBalancer other = balancer(socket, server)) {
            return failure(done(other, HOSTS.get(0), BalancerAction.DISABLE));
        }
    }

    private void restart(List<String> hosts, WebUsers users) throws Exception {
        all(hosts, BalancerAction.DISABLE);
        all(hosts, BalancerAction.DRAIN);
        Map<String, Integer> before = new TreeMap<>();
        hosts.forEach(host -> before.put(host, count(host)));
        for (String host : hosts) {
            stop(host);
        }
        users.awaitMore(30);
        for (String host : hosts) {
            start(host);
            await(() -> answers(host));
        }
        hosts.forEach(host -> assertThat(count(host)).isEqualTo(before.get(host)));
        all(hosts, BalancerAction.CHECK);
        all(hosts, BalancerAction.ENABLE);
        for (String host : hosts) {
            await(() -> count(host) > Optional.ofNullable(before.get(host)).orElse(0));
        }
    }

    private void all(List<String> hosts, BalancerAction action) throws Exception {
        List<CompletableFuture<Outcome>> begun = new ArrayList<>();
        for (String host : hosts) {
            begun.add(begun(balancer, host, action));
        }
        for (CompletableFuture<Outcome> one : begun) {
            assertThat(one.get(PATIENCE_S, TimeUnit.SECONDS).failure()).isNull();
        }
    }

    private static CompletableFuture<Outcome> begun(HookBalancer balancer, String host, BalancerAction action) {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        balancer.begin(Task.of("c1", HostName.of(host), WEB, action), ended::complete);
        return ended;
    }

    private static Outcome done(HookBalancer balancer, String host, BalancerAction action) {
        return done(balancer, host, action, PATIENCE_S);
    }

    private static Outcome done(HookBalancer balancer, String host, BalancerAction action, long patienceS) {
        return begun(balancer, host, action)
                .orTimeout(patienceS, TimeUnit.SECONDS)
                .join();
    }

    private static Failure failure(Outcome outcome) {
        return Optional.ofNullable(outcome.failure()).orElseThrow();
    }

    private int count(String host) {
        return served.computeIfAbsent(host, h -> new AtomicInteger()).get();
    }

    /** Health checks are not users. */
    private void start(String host) {
        try {
            HttpServer member = HttpServer.create(new InetSocketAddress(host, PORT), 50);
            member.setExecutor(work);
            member.createContext("/page", exchange -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(WORK_MS));
                byte[] body = host.getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
                served.computeIfAbsent(host, h -> new AtomicInteger()).incrementAndGet();
            });
            member.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            member.start();
            members.put(host, member);
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen at " + host, e);
        }
    }

    private void stop(String host) {
        Optional.ofNullable(members.remove(host)).ifPresent(member -> member.stop(0));
    }

    private static boolean answers(String host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, PORT), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S * 2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static WebUsers users() {
        return new WebUsers(new InetSocketAddress("127.84.0.1", PORT), "/page", answer -> HOSTS.stream()
                .anyMatch(answer::endsWith));
    }
}
