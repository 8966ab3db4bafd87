package dev.muster.rig;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Status;
import dev.muster.rig.world.World;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Kills whatever runs with -9, one or two at a time, and starts again what is the operator's to start. Three of the four hosts
 * have a coordinator, and with it a member of the store; whichever leads is the likelier victim. After each round:
 *
 * <ol>
 *   <li>each component runs once, and was started once and again after each of its own deaths, and never else;
 *   <li>no start met anything of an earlier one;
 *   <li>every process that bears a launch's marker belongs to what runs;
 *   <li>a process that is not ours, of the same user and with a marker of its own, is untouched;
 *   <li>a coordinator leads, with an epoch no older than before, and says STARTED with the agents that run now;
 *   <li>the start has been announced once (looked at now and then).
 * </ol>
 */
final class KillLoop {

    private static final int HOSTS = 4;
    private static final String ANNOUNCED = "\" started:";
    private static final Duration START = Duration.ofSeconds(180);
    private static final Duration ROUND = Duration.ofSeconds(120);
    private static final long BETWEEN_MAX_MS = 1_500;
    private static final int TOLD_EVERY = 50;

    private enum Victim {
        AGENT,
        LEADER,
        STANDBY,
        SHIM,
        COMPONENT
    }

    private final PrintStream out;
    private final long seed;
    private final Random random;
    private final Map<String, Integer> deaths = new TreeMap<>();
    private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
    private final List<String> history = new ArrayList<>();
    private final List<Long> roundsMs = new ArrayList<>();
    private long epoch;

    KillLoop(PrintStream out, long seed) {
        this.out = out;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Whether all rounds were survived. */
    boolean run(int rounds) {
        long beganNs = System.nanoTime();
        int round = 0;
        try (World world = new World()) {
            try {
                up(world);
                Process canary = canary(world);
                world.atEnd(canary::destroyForcibly);
                while (round < rounds) {
                    round++;
                    round(world, canary);
                    if (round % TOLD_EVERY == 0) {
                        isAnnouncedOnce(world);
                        out.printf("%d rounds, %s, %d s%n", round, figures(), seconds(beganNs));
                    }
                }
                isAnnouncedOnce(world);
                world.stop(ROUND);
            } catch (RuntimeException e) {
                out.println("round " + round + " FAILED: " + e.getMessage());
                out.println(String.join("\n", history.subList(Math.max(0, history.size() - 10), history.size())));
                out.println(world.account());
                out.printf(
                        "survived %d of %d rounds; again with: bin/rig kill-loop --rounds %d --seed %d%n",
                        round - 1, rounds, round, seed);
                return false;
            }
        }
        out.printf(
                "survived %d of %d kill rounds (seed %d), %s, %d s%n",
                rounds, rounds, seed, figures(), seconds(beganNs));
        return true;
    }

    /** With the shortest session that there is: a killed leader costs one. */
    private static void up(World world) {
        world.variable("MUSTER_STORE_SESSION", "2s").startsWithin(START);
        world.cluster(file -> file.host(1)
                        .role("master")
                        .stub("work", "work")
                        .host(2)
                        .stub("work", "work")
                        .stub("more", "family")
                        .standby()
                        .host(3)
                        .stub("work", "work")
                        .standby()
                        .host(4)
                        .stub("work", "chatty"))
                .up(HOSTS);
        // A leader that is killed between STARTED and this tells nothing, and nobody does after it.
        Patience.await("the start is announced", ROUND, () -> world.printed(ANNOUNCED) == 1);
    }

    private String figures() {
        long[] sorted = roundsMs.stream().mapToLong(ms -> ms).sorted().toArray();
        return sorted.length == 0
                ? "nothing killed"
                : String.format(
                        "killed %s, a round took %d ms in the median and %d at most",
                        killed, sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    private static void isAnnouncedOnce(World world) {
        int announced = world.printed(ANNOUNCED);
        unless(announced == 1, "the start was announced %d times", announced);
    }

    private static long seconds(long beganNs) {
        return (System.nanoTime() - beganNs) / 1_000_000_000;
    }

    /** Somebody else's process: the same user, the same command, a marker like ours. */
    private static Process canary(World world) {
        try {
            ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "86409");
            builder.environment().clear();
            builder.environment().put("PATH", "/usr/bin:/bin");
            builder.environment().put("MUSTER_LAUNCH", "1-1.0123456789abcdef");
            return builder.start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void round(World world, Process canary) {
        long beganNs = System.nanoTime();
        int victims = 1 + random.nextInt(2);
        for (int i = 0; i < victims; i++) {
            Patience.pause(random.nextLong(BETWEEN_MAX_MS));
            kill(world, Victim.values()[random.nextInt(Victim.values().length)]);
        }
        for (Host host : world.hosts()) {
            if (!host.isRunning()) {
                host.start();
            }
        }
        // A process that has just been killed still counts for a moment: it is the new ones that must count.
        world.hosts().forEach(host -> world.awaitBack(host.number()));
        Patience.comes(ROUND, () -> isSettled(world));
        check(world);
        unless(canary.isAlive(), "a process was killed that is not ours");
        roundsMs.add((System.nanoTime() - beganNs) / 1_000_000);
    }

    private void kill(World world, Victim victim) {
        switch (victim) {
            case AGENT -> killHost(world.host(HOSTS), victim);
            case LEADER -> killHost(coordinator(world, Victim.LEADER), victim);
            case STANDBY -> killHost(coordinator(world, Victim.STANDBY), victim);
            case SHIM -> {
                Component component = anyComponent(world);
                component.shim().ifPresent(shim -> {
                    shim.signal("KILL");
                    note(victim, "the shim of " + component.name());
                });
            }
            case COMPONENT -> {
                Component component = anyComponent(world);
                Optional<Seen> process = component.process();
                if (process.isPresent()) {
                    process.get().signal("KILL");
                    deaths.merge(component.name(), 1, Integer::sum);
                    note(victim, component.name());
                }
            }
        }
    }

    /** The one that leads, or one of the others; any one when none does just now. */
    private Host coordinator(World world, Victim victim) {
        String leader = world.status().map(Status::leader).orElse("");
        List<Host> all = world.coordinators().stream().map(world::host).toList();
        List<Host> fitting = all.stream()
                .filter(host -> leader.isEmpty() || host.address().equals(leader) == (victim == Victim.LEADER))
                .toList();
        return fitting.get(random.nextInt(fitting.size()));
    }

    private void killHost(Host host, Victim victim) {
        if (host.isRunning()) {
            host.kill();
            note(victim, "host " + host.number());
            // Now and then it comes back at once, now and then only after the next victim.
            if (random.nextBoolean()) {
                host.start();
            }
        }
    }

    private void note(Victim victim, String what) {
        killed.merge(victim, 1, Integer::sum);
        history.add("killed " + what);
    }

    private static List<Component> components(World world) {
        return List.of(
                world.host(1).component("master"),
                world.host(1).component("work"),
                world.host(2).component("work"),
                world.host(2).component("more"),
                world.host(3).component("work"),
                world.host(4).component("work"));
    }

    private Component anyComponent(World world) {
        List<Component> all = components(world);
        return all.get(random.nextInt(all.size()));
    }

    private boolean isSettled(World world) {
        return components(world).stream().allMatch(c -> c.process().isPresent() && c.starts() == expectedStarts(c))
                && strays(world).isEmpty()
                && world.isComplete();
    }

    private int expectedStarts(Component component) {
        return 1 + deaths.getOrDefault(component.name(), 0);
    }

    private void check(World world) {
        for (Component component : components(world)) {
            unless(component.process().isPresent(), "%s does not run", component.name());
            unless(
                    component.starts() == expectedStarts(component),
                    "%s was started %d times, not %d",
                    component.name(),
                    component.starts(),
                    expectedStarts(component));
            unless(component.startedTwice() == 0, "%s was started while an earlier one ran", component.name());
        }
        unless(strays(world).isEmpty(), "nobody's: %s", strays(world));
        // What it says may be older than what has just been looked at.
        world.awaitState("STARTED", ROUND);
        long now = world.awaitStatus().epoch();
        unless(now >= epoch, "epoch %d leads after %d", now, epoch);
        epoch = now;
    }

    /** Marked processes of launches other than those of the components that run. */
    private static List<Seen> strays(World world) {
        List<String> current = components(world).stream()
                .flatMap(c -> c.process().stream())
                .map(p -> p.variable("MUSTER_LAUNCH"))
                .toList();
        Path hosts = world.folder().resolve("hosts");
        return Processes.concerning(hosts.toString()).stream()
                .filter(p -> !p.variable("MUSTER_LAUNCH").isEmpty())
                .filter(p -> !current.contains(p.variable("MUSTER_LAUNCH")))
                .toList();
    }
}
