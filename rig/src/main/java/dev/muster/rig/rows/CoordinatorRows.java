package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens to the coordinator, and what reaches it. */
public final class CoordinatorRows {

    private static final Duration SOON = World.SOON;
    private static final int AGENTS = 7420;

    public static final List<Row> ALL = List.of(
            Row.of("B1", "coordinator killed with -9 at any time of a start", CoordinatorRows::killedWhileStarting),
            Row.of("B2", "hosts started in any order, the coordinator last", CoordinatorRows::anyOrder),
            Row.of("B3", "one host never comes", CoordinatorRows::oneIsMissing),
            Row.of("B4", "a host registers that is not in the file", CoordinatorRows::stranger),
            Row.of("B5", "cluster.json differs between hosts", CoordinatorRows::differs),
            Row.of("B10", "oversized, truncated and senseless frames", CoordinatorRows::garbage));

    private CoordinatorRows() {}

    private static void threeHosts(World world) {
        world.cluster(file ->
                file.host(1).role("master").host(2).stub("work", "work").host(3).stub("work", "work"));
    }

    private static void killedWhileStarting(World world) {
        threeHosts(world);
        world.host(2).start();
        world.host(3).start();
        for (int delayMs : List.of(300, 900, 1300, 1700, 2300)) {
            world.host(1).start();
            Patience.pause(delayMs);
            world.host(1).kill();
        }
        world.host(1).start();
        world.awaitState("STARTED", World.START);
        for (int host = 2; host <= 3; host++) {
            Component component = world.host(host).component("work");
            unless(component.starts() == 1, "%s was started %d times", component.name(), component.starts());
        }
        world.stop(SOON);
    }

    private static void anyOrder(World world) {
        threeHosts(world);
        List<Integer> order = new ArrayList<>(List.of(2, 3));
        long seed = System.nanoTime();
        Collections.shuffle(order, new Random(seed));
        for (int host : order) {
            world.host(host).start().awaits("Connecting to master", SOON);
        }
        Patience.holds(
                "they wait",
                Duration.ofSeconds(4),
                () -> world.host(2).isRunning() && world.host(3).isRunning());
        world.host(1).start();
        world.awaitState("STARTED", World.START);
        world.stop(SOON);
    }

    private static void oneIsMissing(World world) {
        threeHosts(world);
        world.host(1).start("--wait-timeout", "40s");
        world.host(2).start();
        // The screen names them every half a minute.
        world.host(1).awaits(world.address(3), Duration.ofSeconds(90));
        int exit = world.host(1).awaitExit(Duration.ofSeconds(90));
        unless(exit == 5, "exit code %d, not 5", exit);
        unless(world.host(1).component("master").starts() == 0, "something was started");
    }

    private static void stranger(World world) {
        threeHosts(world);
        world.up(3);
        Path other = world.cluster(
                world.folder().resolve("other.json"),
                file -> file.host(1).role("master").host(9).stub("work", "work"));
        world.host(9).file(other).start();
        int exit = world.host(9).awaitExit(SOON);
        unless(exit == 3, "exit code %d, not 3", exit);
        unless(
                world.host(9).printed().contains(world.address(9)),
                "it does not say who: %s",
                world.host(9).printed());
        unless(world.awaitStatus().state().equals("STARTED"), "the cluster was disturbed");
        unless(world.host(9).component("work").starts() == 0, "something was started");
    }

    private static void differs(World world) {
        threeHosts(world);
        Path other = world.cluster(world.folder().resolve("other.json"), file -> file.host(1)
                .role("master")
                .host(2)
                .stub("work", "work")
                .host(3)
                .stub("work", "deaf"));
        world.host(3).file(other);
        world.up(3);
        world.host(3).awaits("differs.*" + world.address(3), SOON);
        unless(
                world.host(3)
                        .component("work")
                        .awaitProcess()
                        .variable("STUB_DOES")
                        .equals("work"),
                "it runs what its own file says");
    }

    private static void garbage(World world) throws IOException {
        threeHosts(world);
        world.up(3);
        Random random = new Random(1);
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket();
                open.add(socket);
                socket.connect(new InetSocketAddress(world.address(1), AGENTS), 5_000);
                socket.getOutputStream().write(nonsense(i, random));
            }
            int closed = 0;
            for (int i = 0; i < open.size(); i += 5) {
                closed += isClosed(open.get(i)) ? 1 : 0;
            }
            unless(closed == open.size() / 5, "oversized frames: %d of %d closed", closed, open.size() / 5);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        Patience.holds("the cluster is not disturbed", Duration.ofSeconds(4), () -> world.awaitStatus()
                .state()
                .equals("STARTED"));
        unless(world.host(1).isRunning(), "the coordinator has ended");
    }

    private static byte[] nonsense(int number, Random random) {
        return switch (number % 5) {
            case 0 -> ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(0).array();
            case 1 -> ByteBuffer.allocate(8).putInt(100).putInt(0).array();
            case 2 -> "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
            case 3 -> ByteBuffer.allocate(104).putInt(100).array();
            default -> {
                byte[] bytes = new byte[1 + random.nextInt(4_000)];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try (InputStream in = socket.getInputStream()) {
            return in.readAllBytes().length < 65_536;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true; // reset
        }
    }
}
