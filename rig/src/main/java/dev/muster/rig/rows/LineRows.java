package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.FrameProxy;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Network;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Roads;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Status;
import dev.muster.rig.world.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Bad lines between agents and their coordinator, under the settings that the program comes with. */
public final class LineRows {

    private static final Duration SOON = World.SOON;
    private static final int MINUTE = 60;
    private static final int TEN_MINUTES = 600;
    private static final int LIMIT = 15 * 60;
    private static final int PORT = 7420;

    public static final List<Row> ALL = List.of(
            Row.of("B9", "frames twice, out of order, of long ago", LineRows::unruly)
                    .needing(Need.NETWORK),
            Row.of("C3", "30 % of everything lost, a minute", world -> loss(world, MINUTE))
                    .needing(Need.NETWORK),
            Row.of("C3b", "30 % of everything lost, ten minutes", world -> loss(world, TEN_MINUTES))
                    .needing(Need.NETWORK)
                    .within(LIMIT),
            Row.of("C3c", "half a second later each way, a minute", world -> late(world, MINUTE))
                    .needing(Need.NETWORK),
            Row.of("C3d", "half a second later each way, ten minutes", world -> late(world, TEN_MINUTES))
                    .needing(Need.NETWORK)
                    .within(LIMIT),
            Row.of("C3e", "a line of 128 kbit/s, and a long output is read through it", LineRows::slow)
                    .needing(Need.NETWORK),
            Row.of("C8", "long packets vanish, short ones pass", LineRows::blackHole)
                    .needing(Need.NETWORK));

    private LineRows() {}

    private static Network threeHosts(World world, String does) {
        world.usualTimes();
        Network network = world.separate(3);
        world.cluster(file ->
                file.host(1).role("master").host(2).stub("work", does).host(3).stub("work", does));
        return network;
    }

    private static void nobodyIsLost(World world, int seconds) {
        Patience.holds("nobody is lost", Duration.ofSeconds(seconds), () -> world.status()
                .filter(s -> !s.state().equals("STARTED"))
                .isEmpty());
        noneWasLost(world);
    }

    /** Not between two looks either. */
    private static void noneWasLost(World world) {
        String said = world.host(1).log();
        unless(!said.contains("CLUSTER: lost"), "somebody was lost");
        unless(!said.contains("vanished together"), "the coordinator suspected its own network");
        for (int host = 2; host <= 3; host++) {
            int starts = world.host(host).component("work").starts();
            unless(starts == 1, "work of host %d was started %d times", host, starts);
        }
    }

    private static void loss(World world, int seconds) {
        Network network = threeHosts(world, "work");
        world.up(3);
        network.lose(2, 0.3);
        network.lose(3, 0.3);
        nobodyIsLost(world, seconds);
        network.heal(2);
        network.heal(3);
        long again = world.host(1)
                .log()
                .lines()
                .filter(l -> l.contains("has connected again"))
                .count();
        world.note("0 lost, %d new connections beside silent ones", again);
        world.stop(SOON);
    }

    /** The agents speak to the coordinator through a proxy of the rig. */
    private static FrameProxy proxy(World world, Network network, Supplier<FrameProxy.Road> roads) {
        FrameProxy proxy =
                new FrameProxy(network.address(Network.RIG), new InetSocketAddress(network.address(1), PORT), roads);
        world.atEnd(proxy::close);
        network.divert(2, 1, PORT, proxy.port());
        network.divert(3, 1, PORT, proxy.port());
        return proxy;
    }

    private static void late(World world, int seconds) {
        Network network = threeHosts(world, "work");
        proxy(world, network, Roads.late(500));
        world.up(3);
        nobodyIsLost(world, seconds);
        world.stop(SOON);
    }

    private static void slow(World world) {
        Network network = threeHosts(world, "chatty");
        network.slow(2, 128);
        network.slow(3, 128);
        world.up(3);
        for (int i = 0; i < 3; i++) {
            Status.Answer answer = world.ask(1, "/v1/hosts/" + world.address(2) + "/roles/work/log?tail=262144");
            unless(answer.code() == 200 || answer.body().contains("AGENT_SLOW"), "the log: %s", answer.body());
            nobodyIsLost(world, 20);
        }
        world.stop(SOON);
    }

    /** Sessions and what runs are as before, under a coordinator that was killed and started again too. */
    private static void unruly(World world) {
        long seed = new Random().nextLong(1_000_000);
        Roads.Unruly roads = new Roads.Unruly(seed);
        Network network = threeHosts(world, "work");
        proxy(world, network, roads);
        world.up(3);
        nobodyIsLost(world, 10);
        world.host(1).kill().start();
        world.awaitState("STARTED", SOON);
        int said = world.host(1).printed().length();
        nobodyIsLostSince(world, said);
        world.note("seed %d, %d frames troubled", seed, roads.troubled());
        world.stop(SOON);
    }

    private static void nobodyIsLostSince(World world, int said) {
        Patience.holds("all are there", Duration.ofSeconds(15), () -> world.awaitStatus()
                .state()
                .equals("STARTED"));
        String printed = world.host(1).printed().substring(said);
        unless(!printed.contains("CLUSTER: lost"), "somebody was lost: %s", printed);
        for (int host = 2; host <= 3; host++) {
            int starts = world.host(host).component("work").starts();
            unless(starts == 1, "work of host %d was started %d times", host, starts);
        }
    }

    /** Heartbeats pass, what is long does not: told as what it is, and over when the line is repaired. */
    private static void blackHole(World world) {
        Network network = threeHosts(world, "chatty");
        world.up(3);
        Patience.await(
                "there is output", SOON, () -> world.host(2).component("work").outputBytes() > 4_000);
        network.swallowLonger(2, 400);
        nobodyIsLost(world, 5);
        Status.Answer answer = world.ask(1, "/v1/hosts/" + world.address(2) + "/roles/work/log");
        unless(answer.code() != 200, "a log came through a black hole");
        unless(answer.body().contains("did not answer within"), "it does not tell why: %s", answer.body());
        unless(answer.body().contains("MTU"), "it does not say what to look for: %s", answer.body());
        Patience.await("the session that is stuck is given up", SOON, () -> world.awaitStatus()
                .host(world.address(2))
                .equals("LOST"));
        network.heal(2);
        world.awaitState("STARTED", SOON);
        unless(world.host(2).component("work").starts() == 1, "it was started again");
        world.stop(SOON);
    }
}
