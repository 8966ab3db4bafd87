package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Component;
import dev.muster.rig.world.Host;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Processes.Seen;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster of four hosts, three of them with a coordinator, and what no row may find changed: no component is restarted, no
 * agent obeys an older epoch than it has obeyed, and the start is announced once.
 */
final class Standbys {

    static final int HOSTS = 4;
    /** Four hosts start at once, three of them with a store. */
    private static final Duration START = Duration.ofSeconds(180);

    static final Duration SESSION = Duration.ofSeconds(4);
    private static final String ANNOUNCED = "\" started:";
    private static final int PEER_PORT = 7422;
    private static final int CONNECT_MS = 1_000;
    private static final Pattern EPOCH = Pattern.compile("\"highestEpoch\"\\s*:\\s*([0-9]+)");

    private final World world;
    private final Map<Integer, Seen> running = new TreeMap<>();
    private final Map<Integer, Long> epochs = new TreeMap<>();

    private Standbys(World world) {
        this.world = world;
    }

    /** Starts it. */
    static Standbys up(World world) {
        world.startsWithin(START)
                .cluster(file -> file.host(1)
                        .role("master")
                        .host(2)
                        .stub("work", "work")
                        .standby()
                        .host(3)
                        .stub("work", "work")
                        .standby()
                        .host(4)
                        .stub("work", "work"))
                .up(HOSTS);
        // STARTED is seen a moment before the announcement is stored and told; who loses the lead in between tells
        // nothing.
        Patience.await("the start is announced", World.SOON, () -> world.printed(ANNOUNCED) == 1);
        Standbys made = new Standbys(world);
        for (int host = 1; host <= HOSTS; host++) {
            made.running.put(host, made.component(host).awaitProcess());
        }
        return made;
    }

    /** From now on it is an operator's business what runs on that host. */
    void without(int host) {
        running.remove(host);
    }

    private Component component(int host) {
        return world.host(host).component(host == 1 ? "master" : "work");
    }

    /** Nothing was restarted, and no agent went back to an older epoch. */
    void areUntouched() {
        running.forEach((host, process) -> {
            Component component = component(host);
            unless(process.isAlive(), "%s does not run any more", component.name());
            unless(component.starts() == 1, "%s was started %d times", component.name(), component.starts());
        });
        for (int host = 1; host <= HOSTS; host++) {
            long obeyed = epochObeyedBy(host);
            long before = epochs.getOrDefault(host, 0L);
            unless(obeyed >= before, "host %d obeyed epoch %d after %d", host, obeyed, before);
            epochs.put(host, obeyed);
        }
    }

    /** The same, looked at again and again for a while. */
    void stayUntouchedFor(Duration time) {
        Patience.holds("nothing is touched", time, () -> {
            areUntouched();
            return true;
        });
    }

    /** Waits until all is well again, and has been announced no second time. */
    long areWhole() {
        long tookMs = Patience.await("the cluster is complete", World.SOON, () -> {
            areUntouched();
            return world.isComplete();
        });
        areUntouched();
        int announced = world.printed(ANNOUNCED);
        unless(announced == 1, "the start was announced %d times", announced);
        return tookMs;
    }

    /** The agent's journal says which epoch it has obeyed. */
    private long epochObeyedBy(int host) {
        Path journal = world.host(host).directory().resolve("journal/journal.json");
        try {
            Matcher epoch = EPOCH.matcher(Files.readString(journal, StandardCharsets.UTF_8));
            return epoch.find() ? Long.parseLong(epoch.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until another coordinator than that of {@code former} leads. */
    Host awaitLeaderAfter(Host former) {
        return Patience.awaitValue("another coordinator leads", World.SOON, () -> {
            areUntouched();
            return world.coordinators().stream()
                    .map(world::host)
                    .filter(host -> host != former && host.isRunning())
                    .filter(host -> world.status(host.number()).isPresent())
                    .findFirst();
        });
    }

    /** The host whose member leads the ensemble: only that one listens to the members that follow. */
    Host leaderOfTheEnsemble() {
        return Patience.awaitValue("a member leads the ensemble", World.SOON, () -> world.coordinators().stream()
                .map(world::host)
                .filter(host -> listens(host.address()))
                .findFirst());
    }

    private static boolean listens(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PEER_PORT), CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** When a host last logged a line with {@code text}. */
    static Optional<Instant> lastLogged(Host host, String text) {
        return host.log()
                .lines()
                .filter(line -> line.contains(text))
                .reduce((first, second) -> second)
                .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))));
    }
}
