package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Host;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Network;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Status;
import dev.muster.rig.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What happens to coordinators that share a store, and between them. */
public final class StoreRows {

    private static final Duration SOON = World.SOON;
    private static final String LEADS_NO_LONGER = " leads no longer";
    private static final String LEADS = " leads cluster ";
    private static final String STORE_PORTS = "7421:7423";
    private static final int ACCEPTED = 202;

    public static final List<Row> ALL = List.of(
            Row.of("C5", "leader cut off from its store, and not from the agents", StoreRows::cutFromStore)
                    .needing(Need.NETWORK),
            Row.of("D2", "leader stopped for twice its session, then continued", StoreRows::leaderStandsStill),
            Row.of("D3", "leader cut off from everybody, three times", StoreRows::leaderIsCutOff)
                    .needing(Need.NETWORK),
            Row.of("D4", "a member of the ensemble killed; the one that leads it", StoreRows::membersAreKilled),
            Row.of("D5", "no store for half a minute: one coordinator left, then none", StoreRows::noStore),
            Row.of("D6", "all coordinators stopped beyond their sessions", StoreRows::allStandStill));

    private StoreRows() {}

    private static void cutFromStore(World world) {
        Network network = world.separate(Standbys.HOSTS);
        Standbys all = Standbys.up(world);
        Host former = world.leader();
        network.cutPorts(former.number(), STORE_PORTS);
        Host next = all.awaitLeaderAfter(former);
        Patience.await("the old leader has stepped down", SOON, () -> world.status(former.number())
                .isEmpty());
        world.note("stepped down %d ms before the other led", marginMs(former, next));
        int answer = Status.order(former.address(), "/v1/cluster/stop");
        unless(answer != ACCEPTED, "the old leader took an order");
        // All agents, its own host's too, are at the new one.
        all.areWhole();
        network.heal(former.number());
        former.awaits("stands by; the one on " + next.address() + " leads", SOON);
        all.areWhole();
        world.stop(SOON);
    }

    private static void leaderStandsStill(World world) {
        Standbys all = Standbys.up(world);
        Host former = world.leader();
        long epoch = world.awaitStatus().epoch();
        former.signal("STOP");
        long stoppedNs = System.nanoTime();
        Host next = all.awaitLeaderAfter(former);
        long leftMs = 2 * Standbys.SESSION.toMillis() - (System.nanoTime() - stoppedNs) / 1_000_000;
        all.stayUntouchedFor(Duration.ofMillis(Math.max(0, leftMs)));
        former.signal("CONT");
        // It does not know yet that it leads no longer, or has just learned it.
        int answer = Status.order(former.address(), "/v1/cluster/stop");
        unless(answer != ACCEPTED, "the old leader took an order");
        former.awaits("stands by; the one on " + next.address() + " leads", SOON);
        all.areWhole();
        unless(world.awaitStatus().epoch() > epoch, "the epoch did not grow");
        unless(world.awaitStatus().leader().equals(next.address()), "the new leader does not lead any more");
        world.stop(SOON);
    }

    private static void leaderIsCutOff(World world) {
        Network network = world.separate(Standbys.HOSTS);
        Standbys all = Standbys.up(world);
        List<Long> marginsMs = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            Host former = world.leader();
            network.cut(former.number());
            Host next = all.awaitLeaderAfter(former);
            marginsMs.add(marginMs(former, next));
            network.heal(former.number());
            former.awaits("stands by; the one on " + next.address() + " leads", SOON);
            all.areWhole();
        }
        world.note("stepped down %s ms before another led, at least %d", marginsMs, Collections.min(marginsMs));
        world.stop(SOON);
    }

    /** How long before the next one led the former one had stepped down, by their logs; both have the machine's clock. */
    private static long marginMs(Host former, Host next) {
        Instant led = Patience.awaitValue("its log says that it leads", SOON, () -> Standbys.lastLogged(next, LEADS));
        Instant steppedDown = Patience.awaitValue(
                "the old leader's log says that it leads no longer", SOON, () -> Standbys.lastLogged(
                                former, LEADS_NO_LONGER)
                        .filter(at ->
                                at.isAfter(Standbys.lastLogged(former, LEADS).orElse(Instant.MIN))));
        long marginMs = Duration.between(steppedDown, led).toMillis();
        unless(marginMs > 0, "two led for %d ms", -marginMs);
        return marginMs;
    }

    private static void membersAreKilled(World world) {
        Standbys all = Standbys.up(world);
        Host leader = world.leader();
        Host standby = world.host(leader.number() == 3 ? 2 : 3);
        standby.kill();
        all.stayUntouchedFor(Duration.ofSeconds(3));
        standby.start();
        all.areWhole();
        Host ofEnsemble = all.leaderOfTheEnsemble();
        boolean both = ofEnsemble == world.leader();
        ofEnsemble.kill();
        Host next = both ? all.awaitLeaderAfter(ofEnsemble) : world.leader();
        ofEnsemble.start();
        world.note("whole after %d ms, host %d leads", all.areWhole(), next.number());
        world.stop(SOON);
    }

    private static void noStore(World world) {
        Standbys all = Standbys.up(world);
        Host left = world.leader();
        List<Host> others = world.coordinators().stream()
                .map(world::host)
                .filter(host -> host != left)
                .toList();
        others.forEach(Host::kill);
        left.awaits("it needs 2 of the 3 coordinator hosts", SOON);
        Patience.await("the one that is left says what is missing", SOON, () -> Status.answer(left.address())
                .filter(answer -> answer.startsWith("503 ") && answer.contains("2 of the 3 coordinator hosts"))
                .isPresent());
        unless(Status.order(left.address(), "/v1/cluster/stop") != ACCEPTED, "an order was taken without a store");
        all.stayUntouchedFor(Duration.ofSeconds(15));
        left.kill();
        all.stayUntouchedFor(Duration.ofSeconds(15));
        left.start();
        others.forEach(Host::start);
        long startedNs = System.nanoTime();
        all.awaitLeaderAfter(world.host(Standbys.HOSTS));
        world.note("led again %d ms after the starts of three hosts", (System.nanoTime() - startedNs) / 1_000_000);
        world.note("whole after another %d ms", all.areWhole());
        world.stop(SOON);
    }

    private static void allStandStill(World world) {
        Standbys all = Standbys.up(world);
        world.coordinators().forEach(host -> world.host(host).signal("STOP"));
        all.stayUntouchedFor(Standbys.SESSION.plusSeconds(3));
        world.coordinators().forEach(host -> world.host(host).signal("CONT"));
        all.stayUntouchedFor(Duration.ofSeconds(3));
        world.note("whole after another %d ms", all.areWhole());
        world.stop(SOON);
    }
}
