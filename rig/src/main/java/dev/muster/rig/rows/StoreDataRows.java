package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Status;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to the data of the store, and whose they are. */
public final class StoreDataRows {

    private static final Duration SOON = World.SOON;
    private static final int ACCEPTED = 202;
    private static final int EXTERNAL = 200;

    /** Coordinators that stand by look at the store every ten seconds, and then know its newest state. */
    private static final Duration ALL_HAVE_LOOKED = Duration.ofSeconds(12);

    public static final List<Row> ALL = List.of(
            Row.of("D7", "store put back from a copy of the same epoch, and wiped", StoreDataRows::oldAndWiped),
            Row.of("D8", "store's data cut short and garbled; the data of one member", StoreDataRows::corrupt),
            Row.of("D8b", "disk of the store full", StoreDataRows::full).needing(Need.MOUNT),
            Row.of("D9", "two clusters in one ensemble, and two that claim one name", StoreDataRows::shared),
            Row.of("D10", "a definition that is too large for the store", StoreDataRows::tooLarge));

    private StoreDataRows() {}

    private static Path store(Host host) {
        return host.directory().resolve("coordinator/store");
    }

    private static Path beside(Host host, String name) {
        return host.directory().resolve("coordinator").resolve(name);
    }

    private static List<Host> coordinators(World world) {
        return world.coordinators().stream().map(world::host).toList();
    }

    private static void oldAndWiped(World world) {
        Standbys all = Standbys.up(world);
        List<Host> coordinators = coordinators(world);
        coordinators.forEach(host -> Folders.copy(store(host), beside(host, "copy")));
        // What is decided after the copy is made; to act on the copy would start that host again.
        String path = "/v1/hosts/" + world.address(Standbys.HOSTS) + "/stop";
        unless(Status.order(world.leader().address(), path) == ACCEPTED, "host 4 is not stopped");
        world.host(Standbys.HOSTS).awaitExit(SOON);
        all.without(Standbys.HOSTS);
        all.stayUntouchedFor(ALL_HAVE_LOOKED);
        long epoch = world.awaitStatus().epoch();
        coordinators.forEach(Host::kill);
        coordinators.forEach(host -> {
            Folders.move(store(host), beside(host, "newest"));
            Folders.copy(beside(host, "copy"), store(host));
        });
        areRefused(world, all, "older copy");
        coordinators.forEach(host -> Folders.delete(store(host)));
        areRefused(world, all, "the store is empty");
        coordinators.forEach(host -> {
            Folders.delete(store(host));
            Folders.move(beside(host, "newest"), store(host));
            host.start();
        });
        unless(world.awaitStatus().epoch() == epoch + 1, "another epoch than the next one leads");
        world.host(Standbys.HOSTS).start();
        all.areWhole();
        world.stop(SOON);
    }

    /** Starts all coordinator hosts: nobody leads, and all but those that are left without a majority say why and end. */
    private static void areRefused(World world, Standbys all, String why) {
        List<Host> coordinators = coordinators(world);
        coordinators.forEach(Host::start);
        Patience.await("fewer than a majority are left", SOON, () -> {
            all.areUntouched();
            unless(world.status().isEmpty(), "one leads");
            return coordinators.stream().filter(Host::isRunning).count() < 2;
        });
        for (Host host : coordinators) {
            if (host.isRunning()) {
                host.kill();
            } else {
                unless(host.printed().contains(why), "host %d does not say why: %s", host.number(), host.printed());
            }
        }
        all.areUntouched();
    }

    private static void corrupt(World world) {
        Standbys all = Standbys.up(world);
        Host standby = world.leader().number() == 3 ? world.host(2) : world.host(3);
        standby.kill();
        Folders.garble(store(standby).resolve("version-2"));
        standby.start();
        standby.awaitExit(SOON);
        saysStoreIsBroken(standby);
        all.stayUntouchedFor(Duration.ofSeconds(2));
        // What the message says: the others have the data.
        Folders.delete(store(standby));
        standby.start();
        all.areWhole();
        world.stop(SOON);
    }

    private static void saysStoreIsBroken(Host host) {
        unless(
                host.printed().contains("store")
                        && host.printed().contains(store(host).toString()),
                "host %d does not say what is broken: %s",
                host.number(),
                host.printed());
    }

    private static void full(World world) throws IOException {
        Path folder = world.host(1).directory().resolve("coordinator");
        world.mount(folder, "size=6m,mode=0700");
        Component component = twoHosts(world);
        Seen process = component.awaitProcess();
        Path filler = folder.resolve("filler");
        Folders.fill(filler);
        // While it runs it has a megabyte of log in reserve, so that the cluster goes on for long; a new start needs
        // room.
        Patience.holds("it goes on", Duration.ofSeconds(2), () -> world.awaitStatus()
                .state()
                .equals("STARTED"));
        world.host(1).kill().start();
        world.host(1).awaitExit(SOON);
        saysStoreIsBroken(world.host(1));
        unless(process.isAlive() && component.starts() == 1, "a component was touched");
        Files.delete(filler);
        world.host(1).start();
        world.awaitBack(1);
        unless(component.starts() == 1, "a component was started again");
        world.stop(SOON);
    }

    private static Component twoHosts(World world) {
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "work"))
                .up(2);
        return world.host(2).component("work");
    }

    private static void shared(World world) throws IOException {
        external(world);
        world.startsWithin(Duration.ofSeconds(180))
                .cluster(file ->
                        file.called("red").host(1).role("master").host(2).stub("work", "work"))
                .up(2);
        Path blue = world.folder().resolve("blue.json");
        world.cluster(
                blue,
                file -> file.called("blue").host(11).role("master").host(12).stub("work", "work"));
        world.host(11).file(blue).start();
        world.host(12).file(blue).start();
        Patience.await("the other cluster is started, too", World.START, () -> world.status(11)
                .filter(status -> status.state().equals("STARTED"))
                .isPresent());
        Component ofBlue = world.host(12).component("work");
        Seen process = ofBlue.awaitProcess();

        // A cluster that is new, with the name of one that leads.
        Path red = world.folder().resolve("other-red.json");
        world.cluster(red, file -> file.called("red").host(21).role("master"));
        isRefused(world.host(21).file(red).start(), "which is no coordinator host of this cluster.json");
        // A cluster that has an id of its own takes the name of another.
        world.host(11).kill();
        world.cluster(
                red, file -> file.called("red").host(11).role("master").host(12).stub("work", "work"));
        isRefused(world.host(11).file(red).start(), "but this machine has coordinated cluster");
        world.host(11).file(blue).start();
        Patience.await("the other cluster is complete again", World.START, () -> world.status(11)
                .filter(status -> status.state().equals("STARTED"))
                .isPresent());
        unless(process.isAlive() && ofBlue.starts() == 1, "a component was touched");
        unless(world.awaitStatus().epoch() == 1, "the first cluster was disturbed");
        unless(world.host(2).component("work").starts() == 1, "a component of the first cluster was touched");
    }

    private static void isRefused(Host host, String why) {
        host.awaitExit(SOON);
        unless(host.printed().contains(why), "host %d does not say %s: %s", host.number(), why, host.printed());
    }

    /** A ZooKeeper of its own, from the program's jars. */
    private static void external(World world) throws IOException {
        Path configuration = world.folder().resolve("zoo.cfg");
        String address = world.address(EXTERNAL);
        Files.writeString(
                configuration,
                "tickTime=500%ndataDir=%s%nclientPort=7411%nclientPortAddress=%s%n"
                        .formatted(world.folder().resolve("zookeeper"), address));
        world.start(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx128m",
                "-Dzookeeper.admin.enableServer=false",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                configuration.toString());
        world.variable("MUSTER_STORE_ZOOKEEPER", address + ":7411");
    }

    private static void tooLarge(World world) throws IOException {
        StringBuilder text = new StringBuilder("// ");
        Random random = new Random(1);
        for (int i = 0; i < 2_000_000; i++) {
            text.append((char) ('0' + random.nextInt(64)));
        }
        world.cluster(file -> file.host(1).role("master"));
        Path file = world.folder().resolve("cluster.json");
        Files.writeString(file, text.append('\n').append(Files.readString(file)).toString());
        Host host = world.host(1).start();
        host.awaitExit(SOON);
        unless(host.printed().contains("the store takes at most 1000000"), "it does not say why: %s", host.printed());
        unless(host.component("master").starts() == 0, "something was started");
    }
}
