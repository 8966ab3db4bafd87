package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.rig.world.Component;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What real components do to each other, acted by stubs. */
public final class RealComponentRows {

    private static final Duration SOON = World.SOON;

    /** More than twice the stub's {@code restart-unjoined}. */
    private static final Duration PATIENT = Duration.ofSeconds(7);

    public static final List<Row> ALL = List.of(
            Row.of("G4", "data of another cluster", RealComponentRows::foreignData),
            Row.of("G5", "a component that its master has forgotten", RealComponentRows::forgotten));

    private RealComponentRows() {}

    private static void foreignData(World world) throws IOException {
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "work"))
                .up(2);
        Component work = world.host(2).component("work");
        work.awaitProcess();
        Path stamp = work.instance().resolve("muster-data.json");
        String before = Files.readString(stamp);
        world.stop(SOON);

        Path first = world.host(1).directory();
        Files.move(first, first.resolveSibling("1-of-the-first-cluster"));
        world.host(1).start();
        world.host(2).start();
        Patience.await("the agent does not obey another cluster's coordinator", SOON, () -> world.host(2)
                .log()
                .contains("leads another cluster"));
        world.host(2).kill();
        // what somebody does who wants to get on
        delete(world.host(2).directory().resolve("journal"));
        world.host(2).start();
        JsonNode failure = Patience.awaitValue("the launch is refused", SOON, () -> world.status()
                .map(s -> s.role(world.address(2), "work").path("failure"))
                .filter(f -> f.path("code").asText().equals("DATA_OF_ANOTHER_CLUSTER")));
        String message = failure.path("message").asText();
        unless(message.contains(work.instance().toString()), "it does not name the folder: %s", message);
        unless(failure.path("hint").asText().contains("--dir"), "it does not say what to do: %s", failure);
        unless(work.starts() == 1, "started %d times", work.starts());
        unless(Files.readString(stamp).equals(before), "the stamp was changed");

        world.host(2).kill();
        Path aside = world.host(2).directory().resolve("of-the-first-cluster");
        Files.move(work.instance(), aside);
        world.host(2).start();
        world.awaitBack(2);
        unless(work.starts() == 1, "started %d times in the new folder", work.starts());
        unless(Files.readString(aside.resolve("muster-data.json")).equals(before), "what was moved away was touched");
        world.stop(SOON);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void forgotten(World world) throws IOException {
        world.cluster(file -> file.host(1).role("master").host(2).stub("work", "listed"))
                .up(2);
        Component work = world.host(2).component("work");
        Seen process = work.awaitProcess();
        work.tell("silent");
        Patience.holds("silence is no denial", PATIENT, () -> work.starts() == 1 && process.isAlive());
        work.tell("standby");
        work.tell("forgotten");
        work.untell("silent");
        Patience.holds("who stands by need not know it", PATIENT, () -> work.starts() == 1 && process.isAlive());
        work.untell("standby");
        long tookMs = Patience.await("it is started again", SOON, () -> work.starts() == 2);
        world.note("started again %d ms after its master began to deny it", tookMs);
        unless(world.host(2).log().contains("does not know it any more"), "the log does not say why");
        world.awaitState("STARTED", SOON);

        work.tell("shunned");
        Patience.await("it is started again", SOON, () -> work.starts() == 3);
        Patience.holds("it is not started again and again", PATIENT, () -> work.starts() == 3);
        unless(work.process().isPresent(), "it does not run");
        work.untell("shunned");
        world.awaitState("STARTED", SOON);
        unless(work.startedTwice() == 0, "it ran twice at once");
        world.stop(SOON);
    }
}
