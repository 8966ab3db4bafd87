package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Network;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Resolver;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Shell;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How hosts are named and reached: resolvers, several addresses, translated ones, IPv6. */
public final class AddressRows {

    private static final Duration SOON = World.SOON;

    public static final List<Row> ALL = List.of(
            Row.of("C9", "names: none, a wrong address first, a slow resolver", AddressRows::names)
                    .needing(Need.NETWORK),
            Row.of("C11", "hosts behind one translated address, and from another interface", AddressRows::translated)
                    .needing(Need.NETWORK),
            Row.of("C12", "hosts with IPv6 addresses only", AddressRows::ipv6).needing(Need.NETWORK));

    private AddressRows() {}

    private static void threeHosts(World world) {
        world.cluster(file ->
                file.host(1).role("master").host(2).stub("work", "work").host(3).stub("work", "work"));
    }

    private static void nothingWasRestarted(World world) {
        for (int host = 2; host <= 3; host++) {
            Component component = world.host(host).component("work");
            unless(component.process().isPresent(), "%s does not run", component.name());
            unless(component.starts() == 1, "%s was started %d times", component.name(), component.starts());
        }
    }

    /** Each host knows all names but the coordinator's, for which it asks the rig. */
    private static Resolver resolver(World world, Network network) throws IOException {
        Resolver resolver = new Resolver(network.address(Network.RIG));
        world.atEnd(resolver::close);
        for (int host = 1; host <= 3; host++) {
            Path folder = Path.of("/etc/netns", network.space(host));
            world.atEnd(() -> Shell.run(List.of("rm", "-rf", folder.toString())));
            Files.createDirectories(folder);
            StringBuilder known = new StringBuilder("127.0.0.1 localhost\n");
            for (int other = host == 1 ? 1 : 2; other <= 3; other++) {
                known.append(network.address(other))
                        .append(' ')
                        .append(world.name(other))
                        .append('\n');
            }
            Files.writeString(folder.resolve("hosts"), known);
            Files.writeString(
                    folder.resolve("resolv.conf"),
                    "nameserver " + network.address(Network.RIG) + "\noptions timeout:4 attempts:1\n");
        }
        return resolver;
    }

    private static void names(World world) throws IOException {
        Network network = world.separate(3);
        world.named(host -> "node" + host + ".rig");
        Resolver resolver = resolver(world, network);
        threeHosts(world);
        world.host(1).start();
        world.host(2).start().awaits("node1.rig.*(resolve|unknown|no address)", SOON);
        world.host(3).start();
        // Where nobody listens, or nobody is.
        resolver.answers(network.address(2));
        Patience.pause(2_000);
        resolver.answers(network.address(199));
        Patience.pause(2_000);
        unless(world.host(2).isRunning() && world.host(3).isRunning(), "an agent gave up");
        // For each of the agents the first one, the nearest, is wrong.
        resolver.answers(network.address(3), network.address(2), network.address(1));
        world.note("started %d ms after the names were right", world.awaitState("STARTED", SOON));
        slowResolver(world, resolver);
        world.stop(SOON);
    }

    private static void slowResolver(World world, Resolver resolver) {
        resolver.thinks(3_000);
        Patience.holds("a slow resolver disturbs nobody", Duration.ofSeconds(6), () -> world.awaitStatus()
                .state()
                .equals("STARTED"));
        int asked = resolver.asked();
        world.host(1).kill().start();
        world.note("back %d ms after the coordinator, names taking 3 s", world.awaitState("STARTED", SOON));
        unless(resolver.asked() > asked, "the name was not looked up again");
        nothingWasRestarted(world);
        resolver.thinks(0);
    }

    private static void translated(World world) {
        Network network = world.separate(3);
        // Host 3 comes from host 2's address; host 2 from a second one of its own.
        network.masquerade(3, 2);
        network.in(2, "ip", "address", "add", network.address(102) + "/24", "dev", "eth0");
        network.in(2, "ip", "route", "add", network.address(1) + "/32", "dev", "eth0", "src", network.address(102));
        threeHosts(world);
        world.up(3);
        String told = world.awaitStatus().json().toString();
        unless(
                told.contains("\"address\":\"" + network.address(102) + "\""),
                "host 2 does not come from its second address: %s",
                told);
        unless(
                !told.contains("\"address\":\"" + network.address(3) + "\""),
                "host 3 comes from its own address: %s",
                told);
        world.host(3).kill().start();
        world.awaitBack(3);
        world.host(2).kill().start();
        world.awaitBack(2);
        nothingWasRestarted(world);
        world.stop(SOON);
    }

    private static void ipv6(World world) {
        world.separate(3, Network.Family.IPV6);
        threeHosts(world);
        world.up(3);
        String url = "http://[" + world.address(1) + "]:7480";
        Shell.Ended status = world.cli("status", "-C", url);
        unless(status.exit() == 0 && status.output().contains(world.address(2)), "status said %s", status);
        unless(
                world.host(1).printed().contains("["),
                "no address is in brackets: %s",
                world.host(1).printed());
        world.host(2).kill().start();
        world.awaitBack(2);
        nothingWasRestarted(world);
        Shell.Ended stop = world.cli("stop", "-C", url, "--yes");
        unless(stop.exit() == 0, "stop said %s", stop);
        for (int host = 1; host <= 3; host++) {
            world.host(host).awaitExit(SOON);
        }
    }
}
