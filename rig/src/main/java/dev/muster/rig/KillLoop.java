package dev.muster.rig;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes;
import dev.muster.rig.world.Processes.Seen;
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
 * Kills whatever runs with -9, one or two at a time, and starts again what is the operator's to start. After each round:
 *
 * <ol>
 *   <li>each component runs once, and was started once and again after each of its own deaths, and never else;
 *   <li>no start met anything of an earlier one;
 *   <li>every process that bears a launch's marker belongs to what runs;
 *   <li>a process that is not ours, of the same user and with a marker of its own, is untouched;
 *   <li>the coordinator says STARTED.
 * </ol>
 */
final class KillLoop {

    private static final int HOSTS = 3;
    private static final Duration ROUND = Duration.ofSeconds(120);
    private static final long BETWEEN_MAX_MS = 1_500;
    private static final int TOLD_EVERY = 50;

    private enum Victim {
        AGENT,
        COORDINATOR,
        SHIM,
        COMPONENT
    }

    private final PrintStream out;
    private final long seed;
    private final Random random;
    private final Map<String, Integer> deaths = new TreeMap<>();
    private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
    private final List<String> history = new ArrayList<>();

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
                world.cluster(file -> file.host(1)
                                .role("master")
                                .stub("work", "work")
                                .host(2)
                                .stub("work", "work")
                                .stub("more", "family")
                                .host(3)
                                .stub("work", "chatty"))
                        .up(HOSTS);
                Process canary = canary(world);
                world.atEnd(canary::destroyForcibly);
                while (round < rounds) {
                    round++;
                    round(world, canary);
                    if (round % TOLD_EVERY == 0) {
                        out.printf("%d rounds, killed %s, %d s%n", round, killed, seconds(beganNs));
                    }
                }
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
                "survived %d of %d kill rounds (seed %d), killed %s, %d s%n",
                rounds, rounds, seed, killed, seconds(beganNs));
        return true;
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
    }

    private void kill(World world, Victim victim) {
        switch (victim) {
            case COORDINATOR -> killHost(world.host(1), victim);
            case AGENT -> killHost(world.host(2 + random.nextInt(HOSTS - 1)), victim);
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
                world.host(3).component("work"));
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
