package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Shell;
import dev.muster.rig.world.World;
import java.time.Duration;
import java.util.List;

/** What happens to agents. */
public final class AgentRows {

    private static final Duration SOON = World.SOON;

    /** Bound of what must take a second on a machine that has nothing else to do. */
    private static final Duration A_SECOND = Duration.ofSeconds(60);

    public static final List<Row> ALL = List.of(
            Row.of("A1", "agent killed with -9: components untouched, adopted again", AgentRows::killed),
            Row.of("A3", "a second agent on the same folder", AgentRows::second).needing(Need.ROOT),
            Row.of("A10", "agent killed while its component writes", AgentRows::killedWhileComponentWrites),
            Row.of("A20", "agent stopped for longer than its lease", AgentRows::paused));

    private AgentRows() {}

    private static void twoHosts(World world, String does) {
        world.cluster(file ->
                        file.host(1).role("master").host(2).stub("work", does).stub("more", "work"))
                .up(2);
    }

    private static void killed(World world) {
        twoHosts(world, "work");
        List<Component> components =
                List.of(world.host(2).component("work"), world.host(2).component("more"));
        List<Seen> before = components.stream().map(Component::awaitProcess).toList();
        world.host(2).kill();
        Patience.await("the host is lost", SOON, () -> {
            components.forEach(c -> unless(isNot(world, c, "FAILED"), "%s is said to have failed", c.name()));
            return world.awaitStatus().host(world.address(2)).equals("LOST");
        });
        long beganNs = System.nanoTime();
        world.host(2).start();
        Patience.await("everything is adopted", A_SECOND, () -> adoptions(world) == 2);
        world.note("adopted %d ms after the agent's start", (System.nanoTime() - beganNs) / 1_000_000);
        world.awaitState("STARTED", SOON);
        unless(before.stream().allMatch(Seen::isAlive), "a component was touched: %s", before);
        components.forEach(c -> unless(c.starts() == 1, "%s was started %d times", c.name(), c.starts()));
        world.stop(SOON);
    }

    private static boolean isNot(World world, Component component, String state) {
        String role = component.name().split(" ", 2)[0];
        return !world.awaitStatus().component(world.address(2), role).equals(state);
    }

    private static long adoptions(World world) {
        return world.host(2)
                .log()
                .lines()
                .filter(line -> line.contains("adopted "))
                .count();
    }

    private static void second(World world) {
        twoHosts(world, "work");
        long first = world.host(2).pid();
        long beganNs = System.nanoTime();
        Shell.Ended second = world.host(2).startAgain(A_SECOND, List.of());
        world.note("refused after %d ms", (System.nanoTime() - beganNs) / 1_000_000);
        unless(second.exit() == 3, "exit code %d", second.exit());
        unless(second.output().contains("pid " + first), "it does not name pid %d: %s", first, second.output());
        Shell.Ended stranger =
                world.host(2).startAgain(SOON, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        unless(stranger.exit() == 3, "another user's: exit code %d: %s", stranger.exit(), stranger.output());
        unless(world.awaitStatus().state().equals("STARTED"), "the first one was disturbed");
        world.host(2).kill().start();
        world.awaitBack(2);
        world.stop(SOON);
    }

    private static void killedWhileComponentWrites(World world) {
        twoHosts(world, "chatty");
        Component chatty = world.host(2).component("work");
        Seen before = chatty.awaitProcess();
        world.host(2).kill();
        long then = chatty.progress();
        Patience.await("it writes on", SOON, () -> chatty.progress() > then + 20);
        unless(before.isAlive(), "it died with the agent");
        world.host(2).start();
        world.awaitBack(2);
        unless(before.isAlive() && chatty.starts() == 1, "it was started again");
    }

    private static void paused(World world) {
        twoHosts(world, "work");
        Component component = world.host(2).component("work");
        world.host(2).signal("STOP");
        Patience.await("the host is lost", SOON, () -> world.awaitStatus()
                .host(world.address(2))
                .equals("LOST"));
        Patience.holds("the component runs", Duration.ofSeconds(3), () -> component
                .process()
                .isPresent());
        world.host(2).signal("CONT");
        world.awaitState("STARTED", SOON);
        unless(component.starts() == 1, "it was started again");
    }
}
