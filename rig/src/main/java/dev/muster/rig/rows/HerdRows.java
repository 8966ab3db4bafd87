package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.common.model.Failure;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Server;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.Session;
import dev.muster.rig.world.Crowd;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Status;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Many agents at once, little time for any of them, and such as speak otherwise. */
public final class HerdRows {

    private static final Duration SOON = World.SOON;
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final int PORT = 7420;
    private static final int MINUTES = 10 * 60;

    /** What {@code Backoff.forCluster} promises. */
    private static final int ASKED_A_SECOND_MAX = 2_000;

    public static final List<Row> ALL = List.of(
            Row.of("B7", "1,000 agents whose coordinator is killed and started again", world -> herd(world, 1_000))
                    .within(MINUTES),
            Row.of("B7s", "the same with 300", world -> herd(world, 300)),
            Row.of("B8", "the leading coordinator killed while every processor is busy", HerdRows::busy)
                    .within(MINUTES),
            Row.of("B11", "agents and coordinators of another version", HerdRows::otherVersions));

    private HerdRows() {}

    /** Where agents of the crowd are said to be; nobody connects to an agent. */
    private static String member(int number) {
        return "127.107." + number / 250 + "." + (number % 250 + 1);
    }

    private static void herd(World world, int size) {
        world.usualTimes();
        world.cluster(file -> {
            file.host(1).role("master");
            for (int i = 0; i < size; i++) {
                file.named(member(i)).role("work");
            }
            file.kind("work", "stub");
        });
        world.host(1).start();
        try (Crowd crowd = new Crowd(world.address(1), size)) {
            for (int i = 0; i < size; i++) {
                crowd.add(Crowd.hello(member(i), 1, 1));
            }
            Patience.await("all agents have a session", World.SOON, () -> crowd.welcomed() == size);
            for (int round = 0; round < 2; round++) {
                round(world, crowd, size);
            }
        }
    }

    private static void round(World world, Crowd crowd, int size) {
        world.host(1).kill();
        Patience.await("all sessions have ended", SOON, () -> crowd.welcomed() == 0);
        Patience.pause(5_000);
        crowd.forget();
        world.host(1).start();
        world.host(1).awaits("coordinat", SOON);
        // From the first agent that is back: before it the coordinator starts, and takes over its store.
        Patience.await("the first agent is back", SOON, () -> crowd.welcomed() > 0);
        long tookMs = Patience.await("all agents are back", BACK, () -> crowd.welcomed() == size);
        world.note(
                "all %d back %d ms after the first: %d connections (%d turned away before it led), at most %d in one second",
                size, tookMs, crowd.connections(), crowd.turnedAway(), crowd.connectionsASecond());
        // Until it leads each asks again within a second, as Backoff says; from then on once.
        unless(crowd.sessions() <= size + size / 10, "a storm: %d sessions, %s", crowd.sessions(), world.notes());
        unless(
                crowd.connectionsASecond() <= ASKED_A_SECOND_MAX,
                "a storm: %d connections in a second, %s",
                crowd.connectionsASecond(),
                world.notes());
        Patience.pause(7_000);
        String said = world.host(1).printed() + world.host(1).log();
        unless(!said.contains("CLUSTER: lost"), "somebody was called lost");
        unless(crowd.welcomed() == size, "only %d of %d stayed", crowd.welcomed(), size);
    }

    private static void busy(World world) {
        world.usualTimes();
        world.cluster(file -> {
                    file.host(1).role("master");
                    file.host(2).standby().stub("work", "work");
                    file.host(3).standby().stub("work", "work");
                    file.host(4).stub("work", "work");
                })
                .startsWithin(Duration.ofMinutes(3))
                .up(4);
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            world.start("sh", "-c", "while :; do :; done", world.folder().toString());
        }
        Patience.pause(5_000);
        int said2 = world.host(2).printed().length();
        int said3 = world.host(3).printed().length();
        world.host(1).kill();
        long tookMs = Patience.await("another coordinator leads", SOON, () -> leader(world)
                .filter(s -> hasAll(world, s))
                .isPresent());
        world.note("all agents attached %d ms after the kill", tookMs);
        Patience.pause(15_000);
        String said = world.host(2).printed().substring(said2)
                + world.host(3).printed().substring(said3);
        for (int host = 2; host <= 4; host++) {
            unless(!said.contains("lost " + world.address(host)), "host %d was called lost: %s", host, said);
            int starts = world.host(host).component("work").starts();
            unless(starts == 1, "work of host %d was started %d times", host, starts);
        }
        unless(leader(world).filter(s -> hasAll(world, s)).isPresent(), "somebody went away later");
    }

    private static Optional<Status> leader(World world) {
        return world.status(2).or(() -> world.status(3));
    }

    private static boolean hasAll(World world, Status status) {
        for (int host = 2; host <= 4; host++) {
            if (!status.host(world.address(host)).equals("REGISTERED")) {
                return false;
            }
        }
        return true;
    }

    private static void otherVersions(World world) {
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "work"))
                .up(2);
        newerAgent(world);
        newerCoordinator(world);
        otherFraming(world);
        unless(world.awaitStatus().state().equals("STARTED"), "the cluster was disturbed");
        unless(world.host(2).component("work").starts() == 1, "it was started again");
        world.stop(SOON);
    }

    private static void newerAgent(World world) {
        try (Crowd crowd = new Crowd(world.address(1), 1)) {
            crowd.add(Crowd.hello(world.address(2), 7, 9));
            Patience.await("it is refused", SOON, () -> !crowd.refused().isEmpty());
            Failure failure = crowd.refused().values().iterator().next();
            unless(failure.code().equals("OTHER_VERSION"), "refused as %s", failure);
            unless(failure.message().contains("7 to 9"), "it does not name the agent's: %s", failure.message());
            unless(failure.message().contains("1 to 1"), "it does not name its own: %s", failure.message());
        }
        Status status = world.awaitStatus();
        unless(status.host(world.address(2)).equals("REGISTERED"), "the agent that was there is not any more");
        unless(status.hasProblem("OTHER_VERSION"), "the operator is not told");
    }

    /** A cluster of its own whose master, host 8, is not a program of this version. */
    private static void elsewhere(World world) {
        world.host(9)
                .file(world.cluster(
                        world.folder().resolve("elsewhere.json"),
                        file -> file.host(8).role("master").host(9).stub("work", "work")));
    }

    private static void newerCoordinator(World world) {
        elsewhere(world);
        EventLoops loops = new EventLoops(1);
        try (Server server = Server.listen(
                loops, new InetSocketAddress(world.address(8), PORT), Limits.DEFAULT, new NewerCoordinator())) {
            world.host(9).start();
            int exit = world.host(9).awaitExit(SOON);
            unless(exit == 3, "exit code %d, not 3", exit);
            unless(
                    world.host(9).printed().contains("versions 1 to 1"),
                    "it names no versions: %s",
                    world.host(9).printed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            loops.close();
        }
    }

    private static void otherFraming(World world) {
        elsewhere(world);
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(world.address(8), PORT));
            Thread thread = new Thread(() -> greet(server), "rig-framing");
            thread.setDaemon(true);
            thread.start();
            world.host(9).start().awaits("another framing version", SOON);
            unless(world.host(9).isRunning(), "it gave up");
            world.host(9).kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void greet(ServerSocket server) {
        byte[] preamble = ByteBuffer.allocate(8)
                .put("MUSTER".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 2)
                .array();
        while (!server.isClosed()) {
            try (Socket agent = server.accept()) {
                agent.getOutputStream().write(preamble);
                agent.getInputStream().read(new byte[65_536]);
                Patience.pause(200);
            } catch (IOException e) {
                continue; // the next one, or the end
            }
        }
    }

    /** Speaks versions 7 to 9 only. */
    private static final class NewerCoordinator implements ServerHandler {

        private final Map<SessionId, Session<Message.FromCoordinator>> sessions = new ConcurrentHashMap<>();

        @Override
        public void opened(Session<Message.FromCoordinator> session) {
            sessions.put(session.id(), session);
        }

        @Override
        public void message(SessionId id, Message.FromAgent message) {
            Session<Message.FromCoordinator> session = sessions.get(id);
            if (session != null && message instanceof Message.Hello hello) {
                String versions = "the agent speaks message versions " + hello.protocolMin() + " to "
                        + hello.protocolMax() + ", this coordinator 7 to 9";
                session.send(new Message.Refused(Failure.of("OTHER_VERSION", versions, "Install the same."), true));
                session.close(CloseReason.ENDED_HERE);
            }
        }

        @Override
        public void heartbeat(SessionId id) {
            // nobody is welcomed
        }

        @Override
        public void closed(SessionId id, CloseReason reason) {
            sessions.remove(id);
        }
    }
}
