package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Network;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens between the hosts: each is a network namespace on a bridge. */
public final class NetworkRows {

    private static final Duration SOON = World.SOON;
    private static final int MINUTES = 15 * 60;
    private static final int MESH_PORT = 7601;

    public static final List<Row> ALL = List.of(
            Row.of("B6", "agent comes back while its old connection is half open", NetworkRows::halfOpen)
                    .needing(Need.NETWORK),
            Row.of("C1", "a host cut off for 5 seconds", world -> cut(world, 5)).needing(Need.NETWORK),
            Row.of("C1b", "a host cut off for 60 seconds and 10 minutes", world -> cut(world, 60, 600))
                    .needing(Need.NETWORK)
                    .within(MINUTES),
            Row.of("C2", "a host hears nothing, and is heard", NetworkRows::oneWay)
                    .needing(Need.NETWORK),
            Row.of("C4", "a storm of resets", NetworkRows::resets).needing(Need.NETWORK),
            Row.of("C6", "coordinator cut off from every agent", NetworkRows::coordinatorAlone)
                    .needing(Need.NETWORK),
            Row.of("C7", "two hosts do not reach each other's components", NetworkRows::partialMesh)
                    .needing(Need.NETWORK),
            Row.of("C7b", "a firewall between two hosts before the start", NetworkRows::firewallBeforeTheStart)
                    .needing(Need.NETWORK),
            Row.of("C13", "coordinator out of file descriptors", NetworkRows::noDescriptors));

    private NetworkRows() {}

    private static Network threeHosts(World world) {
        Network network = world.separate(3);
        world.cluster(file -> file.host(1)
                        .role("master")
                        .host(2)
                        .stub("work", "work")
                        .host(3)
                        .stub("work", "work"))
                .up(3);
        return network;
    }

    private static void nothingWasRestarted(World world) {
        for (int host = 2; host <= 3; host++) {
            Component component = world.host(host).component("work");
            unless(component.process().isPresent(), "%s does not run", component.name());
            unless(component.starts() == 1, "%s was started %d times", component.name(), component.starts());
        }
    }

    private static void awaitLost(World world, int host) {
        Patience.await("host " + host + " is lost", SOON, () -> world.status()
                .filter(s -> s.host(world.address(host)).equals("LOST"))
                .isPresent());
    }

    private static void halfOpen(World world) {
        world.variable("MUSTER_AGENTS_LEASE", "60s");
        Network network = threeHosts(world);
        network.cut(2);
        world.host(2).kill();
        network.heal(2);
        world.host(2).start();
        world.note("back after %d ms, under a lease of 60 s", world.awaitBack(2));
        nothingWasRestarted(world);
        world.stop(SOON);
    }

    private static void cut(World world, int... seconds) {
        Network network = threeHosts(world);
        for (int each : seconds) {
            network.cut(2);
            awaitLost(world, 2);
            Patience.holds(
                    "the components run",
                    Duration.ofSeconds(each),
                    () -> world.host(2).component("work").process().isPresent());
            network.heal(2);
            world.note("back %d ms after %d s", world.awaitState("STARTED", SOON), each);
            nothingWasRestarted(world);
        }
        world.stop(SOON);
    }

    private static void oneWay(World world) {
        Network network = threeHosts(world);
        network.deafen(2);
        awaitLost(world, 2);
        world.host(2).awaits("lost the coordinator", SOON);
        network.heal(2);
        world.awaitState("STARTED", SOON);
        nothingWasRestarted(world);
        world.stop(SOON);
    }

    private static void resets(World world) {
        Network network = threeHosts(world);
        int before =
                descriptors(world.host(1).pid()) + descriptors(world.host(2).pid());
        for (int i = 0; i < 8; i++) {
            network.reset(2);
            Patience.pause(700);
            network.heal(2);
            Patience.pause(300);
        }
        world.awaitState("STARTED", SOON);
        nothingWasRestarted(world);
        Patience.await(
                "no descriptor is lost",
                SOON,
                () -> descriptors(world.host(1).pid())
                                + descriptors(world.host(2).pid())
                        <= before + 10);
        world.stop(SOON);
    }

    private static int descriptors(long pid) {
        try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void coordinatorAlone(World world) {
        Network network = threeHosts(world);
        network.cut(1);
        world.host(2).awaits("lost the coordinator", SOON);
        world.host(3).awaits("lost the coordinator", SOON);
        Patience.holds("nothing is touched", Duration.ofSeconds(6), () -> world.hosts().stream()
                .allMatch(host -> host.isRunning()));
        nothingWasRestarted(world);
        network.heal(1);
        world.awaitState("STARTED", SOON);
        unless(!world.host(1).printed().contains("epoch 2"), "the lead was given up");
        nothingWasRestarted(world);
        world.stop(SOON);
    }

    private static void partialMesh(World world) {
        Network network = world.separate(4);
        world.cluster(file -> {
                    file.host(1).role("master");
                    for (int host = 2; host <= 4; host++) {
                        file.kind("mesh", "mesh").host(host).role("mesh", world.server());
                    }
                })
                .up(4);
        network.closePort(2, 3, MESH_PORT);
        // Each of the two tells of the other, and of nobody else; the third has nothing to tell.
        Patience.await(
                "host 2 does not reach host 3", SOON, () -> missing(world, 2).contains(world.address(3)));
        Patience.await(
                "host 3 does not reach host 2", SOON, () -> missing(world, 3).contains(world.address(2)));
        unless(!missing(world, 2).contains(world.address(4)), "host 4 is reached: %s", missing(world, 2));
        unless(missing(world, 4).isEmpty(), "host 4 reaches everybody: %s", missing(world, 4));
        unless(!world.awaitStatus().state().equals("STARTED"), "the cluster counts as whole");
        Patience.holds("no host is lost", Duration.ofSeconds(5), () -> world.awaitStatus()
                .hasAll("REGISTERED"));
        network.heal(2);
        network.heal(3);
        world.awaitState("STARTED", SOON);
        for (int host = 2; host <= 4; host++) {
            int starts = world.host(host).component("mesh").starts();
            unless(starts == 1, "mesh of host %d was started %d times", host, starts);
        }
        world.stop(SOON);
    }

    /** Nothing listens at the port yet, and it is told all the same: before anything is launched, and gone by itself. */
    private static void firewallBeforeTheStart(World world) {
        Network network = world.separate(4);
        world.cluster(file -> {
            file.host(1).role("master");
            for (int host = 2; host <= 4; host++) {
                file.kind("mesh", "mesh").host(host).role("mesh", world.server());
            }
        });
        network.closePort(2, 3, MESH_PORT);
        world.hosts().forEach(Host::start);
        String message = Patience.awaitValue("status names PORT_NOT_REACHED", World.START, () -> world.status()
                .flatMap(s -> s.problem("PORT_NOT_REACHED")));
        world.note("%s", message);
        String port = ":" + MESH_PORT;
        unless(message.startsWith("1 of 3 hosts cannot reach"), "not how many: %s", message);
        unless(
                message.contains(world.address(2) + port) || message.contains(world.address(3) + port),
                "not which: %s",
                message);
        unless(message.contains("timed out"), "not why: %s", message);
        unless(world.awaitStatus().state().equals("PREFLIGHT"), "the start goes on all the same");
        for (int host = 2; host <= 4; host++) {
            int starts = world.host(host).component("mesh").starts();
            unless(starts == 0, "mesh of host %d was started all the same", host);
        }
        network.heal(2);
        network.heal(3);
        world.note("started %d ms after the repair", world.awaitState("STARTED", World.START));
        world.stop(SOON);
    }

    /** What the evidence of a host says about its peers, where it is bad. */
    private static String missing(World world, int host) {
        StringBuilder text = new StringBuilder();
        world.awaitStatus()
                .role(world.address(host), "mesh")
                .path("evidence")
                .forEach(each -> text.append(
                        each.path("passed").asBoolean()
                                ? ""
                                : each.path("detail").asText()));
        return text.toString();
    }

    private static void noDescriptors(World world) throws IOException {
        world.host(1).through("sh", "-c", "ulimit -n 400; exec \"$@\"", "sh");
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "work"))
                .up(2);
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = new Socket();
                open.add(socket);
                socket.connect(new InetSocketAddress(world.address(1), i % 2 == 0 ? 7420 : 7480), 5_000);
            }
            Patience.pause(3_000);
        } catch (IOException e) {
            world.note("refused at connection %d", open.size());
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        world.awaitState("STARTED", SOON);
        unless(world.host(2).component("work").starts() == 1, "it was started again");
        world.stop(SOON);
    }
}
