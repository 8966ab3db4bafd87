package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Shell;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Pids that come again, an init that buries nobody, clocks that jump, a machine that stands still. */
public final class MachineRows {

    private static final Duration SOON = World.SOON;

    /** How long a program with a faked clock may take to start. */
    private static final Duration FAKED = Duration.ofMinutes(4);

    private static final int MINUTES = 10 * 60;

    public static final List<Row> ALL = List.of(
            Row.of("A4", "a component's pid belongs to somebody else", MachineRows::pidReuse)
                    .needing(Need.PROCESS_SPACE),
            Row.of("A8", "zombies that nobody buries", MachineRows::zombies).needing(Need.PROCESS_SPACE),
            Row.of("E1", "an agent's wall clock jumps by two hours, forth and back", MachineRows::clockJumps)
                    .needing(Need.FAKETIME)
                    .within(MINUTES),
            Row.of("E2", "an agent's wall clock is ten minutes ahead, then behind", MachineRows::clocksDiffer)
                    .needing(Need.FAKETIME)
                    .within(MINUTES),
            Row.of("E3", "a whole host stands still", MachineRows::suspended),
            Row.of("E4", "an agent in the year 2038", MachineRows::year2038)
                    .needing(Need.FAKETIME)
                    .within(MINUTES));

    private MachineRows() {}

    private static void twoHosts(World world) {
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "work"))
                .up(2);
    }

    /** Puts host 2 into a PID namespace; the process that is pid 1 there, by its number outside. */
    private static long space(World world, String... init) {
        String name = world.init();
        String[] command = new String[6 + init.length];
        System.arraycopy(
                new String[] {"unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "--"}, 0, command, 0, 6);
        System.arraycopy(init, 0, command, 6, init.length);
        world.start(command);
        Seen first = Patience.awaitValue("pid 1 runs", SOON, () -> Processes.concerning(name).stream()
                .filter(p -> p.innerPid() == 1 && !p.arguments().startsWith("unshare"))
                .findFirst());
        world.host(2).through("nsenter", "-t", Long.toString(first.pid()), "-p", "-m", "--");
        return first.pid();
    }

    private static void pidReuse(World world) throws IOException {
        String init = world.init();
        long space = space(world, "sh", "-c", "while :; do sleep 1; done", init);
        twoHosts(world);
        Component component = world.host(2).component("work");
        Seen process = component.awaitProcess();
        long pid = process.innerPid();
        Seen shim = component.shim().orElseThrow();
        world.host(2).kill();
        shim.signal("KILL");
        process.signal("KILL");
        component.everything().forEach(p -> p.signal("KILL"));
        Patience.await("nothing of it runs", SOON, () -> component.everything().isEmpty());
        Seen canary = Patience.awaitValue("somebody else has pid " + pid, SOON, () -> {
            world.start(
                    "nsenter",
                    "-t",
                    Long.toString(space),
                    "-p",
                    "-m",
                    "sh",
                    "-c",
                    "echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid; setsid sleep 86407 & wait",
                    init,
                    Long.toString(pid));
            Patience.pause(300);
            return Processes.all().stream()
                    .filter(p -> p.arguments().equals("sleep 86407") && p.innerPid() == pid)
                    .findFirst();
        });
        world.atEnd(() -> canary.signal("KILL"));
        world.host(2).start();
        Patience.await("it is started again", SOON, () -> component.starts() == 2);
        world.awaitState("STARTED", SOON);
        unless(canary.isAlive(), "a process was killed that is not ours");
        unless(world.host(2).log().contains("stale pid " + pid), "the log does not tell of the stale pid");
    }

    private static void zombies(World world) {
        Shell.must("cp", "/bin/sleep", world.init());
        space(world, world.init(), "86400");
        twoHosts(world);
        Component component = world.host(2).component("work");
        component.awaitProcess();
        world.host(2).kill().start();
        world.awaitBack(2);
        component.awaitProcess().signal("KILL");
        world.note(
                "next start %d ms after the end",
                Patience.await("an end under a dead shim's parent is noticed", SOON, () -> component.starts() == 2));
        Seen second = component.awaitProcess();
        world.awaitState("STARTED", SOON);
        component.shim().orElseThrow().signal("KILL");
        second.signal("KILL");
        world.note(
                "%d ms where the shim was killed too",
                Patience.await("a zombie counts as dead", SOON, () -> component.starts() == 3));
        world.awaitState("STARTED", SOON);
        world.stop(SOON);
    }

    /** A host whose wall clock is faked; only the agent's, because a faked clock costs a hundred times a real one. */
    private static String[] faked(String how) throws IOException {
        try (var libraries =
                Files.find(Path.of("/usr/lib"), 4, (path, a) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            return new String[] {
                "env",
                "LD_PRELOAD=" + libraries.findFirst().orElseThrow(),
                how,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1"
            };
        }
    }

    private static void clockJumps(World world) throws IOException {
        Path time = Files.writeString(world.folder().resolve("time"), "+0");
        world.host(2).through(faked("FAKETIME_TIMESTAMP_FILE=" + time));
        twoHosts(world.startsWithin(FAKED));
        for (String jump : List.of("+2h", "-2h", "+0")) {
            Files.writeString(time, jump);
            Patience.holds("nothing changes when the clock jumps", Duration.ofSeconds(5), () -> isStarted(world));
        }
        unless(world.host(2).component("work").starts() == 1, "it was started again");
        Files.writeString(time, "-2h");
        world.host(2).kill().start();
        world.awaitBack(2);
        unless(world.host(2).component("work").starts() == 1, "it was not adopted");
        world.stop(SOON);
    }

    private static void clocksDiffer(World world) throws IOException {
        Path time = Files.writeString(world.folder().resolve("time"), "+10m");
        world.host(2).through(faked("FAKETIME_TIMESTAMP_FILE=" + time));
        twoHosts(world.startsWithin(FAKED));
        awaitClock(world, "min ahead of");
        Files.writeString(time, "-10m");
        world.host(2).kill().start();
        world.awaitBack(2);
        awaitClock(world, "min behind");
        unless(world.host(2).component("work").starts() == 1, "it was not adopted");
        Patience.holds("nothing is decided by it", Duration.ofSeconds(5), () -> isStarted(world));
        Files.writeString(time, "+0");
        world.host(2).kill().start();
        world.awaitBack(2);
        unless(!world.awaitStatus().hasProblem("CLOCK_DIFFERS"), "clocks that agree are said to differ");
        world.stop(SOON);
    }

    private static void awaitClock(World world, String what) {
        Patience.await("the clock is " + what, FAKED, () -> world.awaitStatus()
                .problem("CLOCK_DIFFERS")
                .filter(message -> message.contains(what))
                .isPresent());
    }

    private static boolean isStarted(World world) {
        return world.awaitStatus().state().equals("STARTED");
    }

    private static void suspended(World world) {
        twoHosts(world);
        Component component = world.host(2).component("work");
        component.awaitProcess();
        List<Seen> all = Processes.concerning(world.host(2).directory().toString());
        all.forEach(p -> p.signal("STOP"));
        Patience.await("the host is lost", SOON, () -> world.awaitStatus()
                .host(world.address(2))
                .equals("LOST"));
        Patience.pause(5_000);
        all.forEach(p -> p.signal("CONT"));
        world.awaitState("STARTED", SOON);
        unless(component.starts() == 1, "it was started again");
        world.stop(SOON);
    }

    private static void year2038(World world) throws IOException {
        long days = ChronoUnit.DAYS.between(LocalDate.now(ZoneOffset.UTC), LocalDate.of(2038, 1, 20));
        world.host(2).through(faked("FAKETIME=+" + days + "d"));
        twoHosts(world.startsWithin(FAKED));
        unless(world.host(2).log().startsWith("2038-01-2"), "its log is not of 2038, in UTC");
        world.host(2).kill().start();
        world.awaitBack(2);
        unless(world.host(2).component("work").starts() == 1, "it was not adopted");
        world.stop(SOON);
    }
}
