package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Shell;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happens to an agent's disk and to what it keeps there. */
public final class DiskRows {

    private static final Duration SOON = World.SOON;
    private static final String CURRENT = "journal/journal.json";
    private static final String PREVIOUS = "journal/journal.json.previous";

    public static final List<Row> ALL = List.of(
            Row.of("F1", "disk of the state folder full", DiskRows::full).needing(Need.MOUNT),
            Row.of("F2", "no inodes left; fsync says EIO", DiskRows::failing).needing(Need.MOUNT, Need.STRACE),
            Row.of("F2b", "the journal's disk is mounted anew, read-only", DiskRows::readOnly)
                    .needing(Need.MOUNT),
            Row.of("F4", "journal truncated, zeroed, flipped, of the future, lost", DiskRows::damagedJournals),
            Row.of("F5", "disk of a component's output full", DiskRows::outputFull)
                    .needing(Need.MOUNT),
            Row.of("F6", "state folder of another owner, open to others, a link", DiskRows::unsafe)
                    .needing(Need.ROOT),
            Row.of("F7", "state folder deleted while the agent runs", DiskRows::deleted),
            Row.of("F8", "every fsync takes four seconds", DiskRows::slow).needing(Need.STRACE));

    private DiskRows() {}

    private static Component twoHosts(World world) {
        world.cluster(file ->
                        file.host(1).role("master").host(2).stub("work", "work").stub("more", "work"))
                .up(2);
        return world.host(2).component("work");
    }

    /** The disk fails while a component is to be launched again; after that, all is well. */
    private static void launchWhileFailing(World world, Runnable fail, Runnable repair) {
        Component component = world.host(2).component("work");
        Seen other = world.host(2).component("more").awaitProcess();
        component.awaitProcess();
        fail.run();
        component.awaitProcess().signal("KILL");
        world.host(2).awaits("journal cannot be written", SOON);
        Patience.holds(
                "nothing is launched that is not in the journal",
                Duration.ofSeconds(2),
                () -> component.starts() == 1 && world.host(2).isRunning());
        unless(world.awaitStatus().host(world.address(2)).equals("REGISTERED"), "the host does not count as there");
        unless(other.isAlive(), "another component was touched");
        repair.run();
        Patience.await("it is launched", SOON, () -> component.starts() == 2);
        world.awaitState("STARTED", SOON);
        unless(other.isAlive(), "another component was touched");
        unless(component.startedTwice() == 0, "it was started while an earlier one ran");
    }

    private static void full(World world) {
        Path state = world.host(2).directory();
        world.mount(state, "size=3m,mode=755");
        twoHosts(world);
        Path filler = state.resolve("filler");
        launchWhileFailing(
                world,
                () -> Shell.run(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=4k")),
                () -> Shell.must("rm", filler.toString()));
    }

    private static void failing(World world) {
        Path state = world.host(2).directory();
        world.mount(state, "size=20m,nr_inodes=150,mode=755");
        twoHosts(world);
        Path filler = state.resolve("filler");
        launchWhileFailing(
                world,
                () -> Shell.run(List.of(
                        "sh", "-c", "mkdir \"$0\"; i=0; while : >\"$0/$i\"; do i=$((i+1)); done", filler.toString())),
                () -> Shell.must("rm", "-r", filler.toString()));
        Component component = world.host(2).component("work");
        Process strace = Strace.inject(world, world.host(2), "fsync:error=EIO");
        component.awaitProcess().signal("KILL");
        Patience.await("EIO is told", SOON, () -> world.host(2).log().contains("Input/output error"));
        unless(component.starts() == 2, "it was launched although the journal was not stored");
        Strace.end(strace);
        Patience.await("it is launched", SOON, () -> component.starts() == 3);
        world.awaitState("STARTED", SOON);
    }

    /** The journal's alone: the kernel does not take the right to write from a disk that a component's output is open on. */
    private static void readOnly(World world) {
        Path journal = world.host(2).directory().resolve("journal");
        world.mount(journal, "size=3m,mode=700");
        twoHosts(world);
        launchWhileFailing(
                world,
                () -> Shell.must("mount", "-o", "remount,ro", journal.toString()),
                () -> Shell.must("mount", "-o", "remount,rw", journal.toString()));
        world.stop(SOON);
    }

    /** What is done to the files of a journal. */
    private interface Damage {
        void to(Path state) throws IOException;
    }

    private static Map<String, Damage> damages() {
        Map<String, Damage> damages = new LinkedHashMap<>();
        damages.put("truncated", state -> truncate(state.resolve(CURRENT), 2));
        damages.put("empty", state -> Files.write(state.resolve(CURRENT), new byte[0]));
        damages.put(
                "zeroed",
                state -> Files.write(state.resolve(CURRENT), new byte[(int) Files.size(state.resolve(CURRENT))]));
        damages.put("one bit flipped", state -> {
            byte[] bytes = Files.readAllBytes(state.resolve(CURRENT));
            bytes[bytes.length / 2] ^= 4;
            Files.write(state.resolve(CURRENT), bytes);
        });
        damages.put(
                "of a future version",
                state -> Files.writeString(
                        state.resolve(CURRENT),
                        Files.readString(state.resolve(CURRENT), StandardCharsets.UTF_8)
                                .replaceFirst("muster-journal 1", "muster-journal 9")));
        damages.put("missing", state -> Files.delete(state.resolve(CURRENT)));
        damages.put(
                "wholly missing",
                state -> Shell.must("rm", "-r", state.resolve("journal").toString()));
        damages.put("both generations truncated", state -> {
            truncate(state.resolve(CURRENT), 3);
            if (Files.exists(state.resolve(PREVIOUS))) {
                truncate(state.resolve(PREVIOUS), 3);
            }
        });
        return damages;
    }

    private static void truncate(Path file, int part) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / part));
    }

    private static void damagedJournals(World world) throws IOException {
        twoHosts(world);
        List<Component> components =
                List.of(world.host(2).component("work"), world.host(2).component("more"));
        components.forEach(Component::awaitProcess);
        Map<String, Damage> damages = damages();
        for (Map.Entry<String, Damage> damage : damages.entrySet()) {
            Host host = world.host(2).kill();
            damage.getValue().to(host.directory());
            host.start();
            world.awaitBack(2);
            for (Component each : components) {
                unless(each.starts() == 1, "journal %s: %s was started again", damage.getKey(), each.name());
            }
        }
        world.note("%d kinds of damage", damages.size());
        world.stop(SOON);
    }

    private static void outputFull(World world) {
        world.variable("MUSTER_LOGS_SIZE_MAX", "1MiB");
        world.mount(
                world.host(2).directory().resolve("instances/work/logs"), "size=1800k,uid=65534,gid=65534,mode=750");
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "flood"))
                .up(2);
        Component flood = world.host(2).component("work");
        Patience.await("it goes on", SOON, () -> flood.progress() > 200);
        unless(
                world.awaitStatus().state().equals("STARTED"),
                "it is %s",
                world.awaitStatus().state());
        unless(flood.starts() == 1, "it was started again");
        world.stop(SOON);
    }

    private static void unsafe(World world) throws IOException {
        world.cluster(file -> file.host(1).role("master"));
        Host host = world.host(1);
        Path real = Files.createDirectories(host.directory());
        Shell.must("chmod", "g+w", real.toString());
        refused(host, "group");
        Shell.must("chmod", "g-w", real.toString());
        Shell.must("chown", "65534", real.toString());
        refused(host, "belongs to user 65534");
        Path elsewhere = real.resolveSibling("elsewhere");
        Shell.must("chown", "0", real.toString());
        Files.move(real, elsewhere);
        Files.createSymbolicLink(real, elsewhere);
        refused(host, "symbolic link");
    }

    private static void refused(Host host, String why) {
        Shell.Ended ended = host.startAgain(SOON, List.of());
        unless(ended.exit() == 3 && ended.output().contains(why), "exit code %d: %s", ended.exit(), ended.output());
    }

    private static void deleted(World world) {
        Component component = twoHosts(world);
        Seen other = world.host(2).component("more").awaitProcess();
        Seen process = component.awaitProcess();
        Shell.must("rm", "-r", world.host(2).directory().resolve("journal").toString());
        Shell.must("rm", "-r", world.host(2).directory().resolve("launches").toString());
        Patience.holds("nothing is touched", Duration.ofSeconds(3), () -> process.isAlive() && other.isAlive());
        process.signal("KILL");
        world.host(2).awaits("journal cannot be written", SOON);
        unless(other.isAlive() && world.host(2).isRunning(), "it was more than a message");
    }

    private static void slow(World world) {
        Component component = twoHosts(world);
        component.awaitProcess();
        Process strace = Strace.inject(world, world.host(2), "fsync:delay_exit=4000000");
        component.awaitProcess().signal("KILL");
        Patience.await("it is launched again, slowly", SOON, () -> {
            unless(world.awaitStatus().host(world.address(2)).equals("REGISTERED"), "its heartbeats are late");
            return component.starts() == 2;
        });
        Strace.end(strace);
        world.awaitState("STARTED", SOON);
    }
}
