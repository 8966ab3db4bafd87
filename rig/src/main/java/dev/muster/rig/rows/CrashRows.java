package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Agent, shim and their tools killed at exact system calls while a component is launched. */
public final class CrashRows {

    private static final Duration SOON = World.SOON;
    private static final int MINUTES = 10 * 60;

    /**
     * A place to die at.
     *
     * @param syscall which one
     * @param path that it concerns, below the state folder; {@code LAUNCH} is the next launch; empty for any
     * @param times the first to the last time that a thread does so, one after another
     */
    private record Place(String syscall, String path, int times) {}

    private static final List<Place> LAUNCH = List.of(
            new Place("mkdir", "launches/LAUNCH", 1),
            new Place("openat", "launches/LAUNCH/plan.json", 1),
            new Place("write", "launches/LAUNCH/plan.json", 1),
            new Place("write", "launches/LAUNCH/output", 1),
            new Place("clone3,clone,vfork", "", 1),
            new Place("execve", "", 3),
            new Place("write", "launches/LAUNCH/process.tmp", 1),
            new Place("rename,renameat2", "launches/LAUNCH/process.tmp", 1),
            new Place("mkdir", "launches/LAUNCH/claim", 1),
            new Place("openat", "launches/LAUNCH/process", 2));

    private static final List<Place> JOURNAL = List.of(
            new Place("openat", "journal/journal.json.tmp", 1),
            new Place("write", "journal/journal.json.tmp", 2),
            new Place("fsync", "", 4),
            new Place("link", "journal/journal.json", 2),
            new Place("rename", "journal/journal.json.previous", 2),
            new Place("rename", "journal/journal.json", 2),
            new Place("unlink", "journal/journal.json.tmp", 2));

    public static final List<Row> ALL = List.of(
            Row.of("A2", "agent or shim killed between intent, fork and record", world -> killAt(world, LAUNCH))
                    .needing(Need.STRACE)
                    .within(MINUTES),
            Row.of("F3", "agent killed at each system call of a state write", world -> killAt(world, JOURNAL))
                    .needing(Need.STRACE)
                    .within(MINUTES),
            Row.of(
                            "A2s",
                            "the same, at four places",
                            world -> killAt(world, List.of(LAUNCH.get(0), LAUNCH.get(4), LAUNCH.get(7), LAUNCH.get(8))))
                    .needing(Need.STRACE),
            Row.of(
                            "F3s",
                            "the same, at three places",
                            world -> killAt(world, List.of(JOURNAL.get(0), JOURNAL.get(5), JOURNAL.get(6))))
                    .needing(Need.STRACE));

    private CrashRows() {}

    private static void killAt(World world, List<Place> places) throws IOException {
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "work"))
                .up(2);
        int deaths = 0;
        int all = 0;
        for (Place place : places) {
            for (int time = 1; time <= place.times(); time++) {
                all++;
                String name = place.syscall() + " of " + (place.path().isEmpty() ? "anything" : place.path())
                        + ", time " + time;
                deaths += killAt(world, place, time, name) ? 1 : 0;
            }
        }
        world.note("%d places, %d deaths of the agent itself", all, deaths);
        world.stop(SOON);
    }

    /** Whether the agent died. */
    private static boolean killAt(World world, Place place, int time, String name) throws IOException {
        Host host = world.host(2);
        Component component = host.component("work");
        int starts = component.starts();
        List<Path> paths = place.path().isEmpty()
                ? List.of()
                : List.of(host.directory().resolve(place.path().replace("LAUNCH", nextLaunch(host))));
        Process strace = Strace.inject(world, host, place.syscall() + ":signal=KILL:when=" + time, paths);
        component.awaitProcess().signal("KILL");
        Patience.comes(Duration.ofSeconds(15), () -> !host.isRunning() || component.starts() > starts);
        boolean died = Patience.comes(Duration.ofMillis(500), () -> !host.isRunning());
        Strace.end(strace);
        if (died) {
            host.start();
        }
        Patience.await("after a death at " + name + " the component runs again", SOON, () -> component
                .process()
                .isPresent());
        world.awaitState("STARTED", SOON);
        unless(component.startedTwice() == 0, "%s: it was started while an earlier one ran", name);
        long running = component.everything().stream()
                .filter(p ->
                        p.arguments().endsWith("conf/stub.sh") && p.arguments().startsWith("/bin/sh /"))
                .filter(p -> !p.arguments().contains("shim.sh"))
                .count();
        unless(running == 1, "%s: %d of it run", name, running);
        try (var aside = Files.list(host.directory().resolve("journal"))) {
            List<String> corrupt =
                    aside.map(Path::toString).filter(p -> p.contains("corrupt")).toList();
            unless(corrupt.isEmpty(), "%s: the journal was damaged: %s", name, corrupt);
        }
        return died;
    }

    /** Launches are numbered: the next one of the agent that runs now. */
    private static String nextLaunch(Host host) throws IOException {
        Matcher incarnation = Pattern.compile("\"incarnation\":([0-9]+)")
                .matcher(Files.readString(host.directory().resolve("journal/journal.json")));
        unless(incarnation.find(), "the journal names no incarnation");
        String prefix = incarnation.group(1) + "-";
        try (var launches = Files.list(host.directory().resolve("launches"))) {
            return prefix
                    + (launches.map(path -> path.getFileName().toString())
                                    .filter(name -> name.startsWith(prefix))
                                    .mapToLong(name -> Long.parseLong(name.substring(prefix.length())))
                                    .max()
                                    .orElse(0)
                            + 1);
        }
    }
}
