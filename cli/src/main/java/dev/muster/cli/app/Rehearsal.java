package dev.muster.cli.app;

import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sun.misc.Signal;

/**
 * A small cluster of mock components, in this one process and on loopback addresses: started, asked, ended on one of its hosts,
 * adopted there, stopped. The JVM that runs it records which classes all of that needs, for {@code bin/muster}. Nothing of it is
 * left, and how far it came does not matter: what it loaded is recorded all the same.
 */
final class Rehearsal {

    private static final long LIMIT_MS = 120_000;
    private static final long LEAVE_MS = 30_000;
    private static final String ASKING = "asking";
    private static final int DELETIONS_MAX = 5;
    private static final long LOOK_MS = 500;

    private final Path folder;
    private final Surroundings real;
    private final List<String> addresses;
    private final Map<String, CompletableFuture<Integer>> hosts = new HashMap<>();
    private long deadlineNanos;
    private final PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());

    private Rehearsal(Path folder, Surroundings real) {
        this.folder = folder;
        this.real = real;
        // One that nobody else on this machine is likely to use; then the usual ports are free.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String network = "127." + random.nextInt(64, 128) + "." + random.nextInt(1, 250) + ".";
        this.addresses = List.of(network + 1, network + 2);
    }

    public static void main(String[] arguments) {
        ExitCode exit = ExitCode.FAILED;
        try {
            rehearse();
            exit = ExitCode.OK;
        } catch (Exception e) {
            System.err.println("the rehearsal failed: " + e);
        }
        System.exit(exit.code()); // ends what still runs, also after a failure
    }

    private static void rehearse() throws Exception {
        Path folder = Files.createTempDirectory("muster-rehearsal-");
        try {
            // Components may run as another user.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Rehearsal rehearsal = new Rehearsal(folder, Surroundings.ofProcess(Muster.version(), Muster.class));
            try {
                rehearsal.play();
            } finally {
                rehearsal.leave();
            }
        } finally {
            delete(folder);
        }
    }

    private void play() throws Exception {
        limit(LIMIT_MS);
        Files.writeString(cluster(), """
                {
                  "%s": {"master": true, "compute": true},
                  "%s": {"standby": true, "backend": true}
                }
                """.formatted(addresses.get(0), addresses.get(1)));
        command(ASKING, "validate", cluster().toString());
        addresses.forEach(this::start);
        awaitStarted();
        Signal.raise(new Signal("TERM")); // one of the two gets it, whichever listens first
        await(() -> running() < hosts.size());
        List<String> ended = hosts.entrySet().stream()
                .filter(host -> host.getValue().isDone())
                .map(Map.Entry::getKey)
                .toList();
        ended.forEach(this::start);
        awaitStarted();
        command(ASKING, "status", "-o", "json", "--cluster", cluster().toString());
        command(addresses.get(0), "status"); // as on a host of the cluster: by the record of its start
        command(
                ASKING,
                "logs",
                addresses.get(0) + "/compute",
                "--cluster",
                cluster().toString());
        command(ASKING, "stop", "--yes", "--cluster", cluster().toString());
        await(() -> running() == 0);
    }

    /** Ends the hosts that the play has not brought to their end, with their components: as Ctrl-C does, one after another. */
    private void leave() throws InterruptedException {
        for (long left = running(); left > 0; left--) {
            limit(LEAVE_MS);
            long before = left;
            Signal.raise(new Signal("INT"));
            await(() -> running() < before);
        }
    }

    private long running() {
        return hosts.values().stream().filter(host -> !host.isDone()).count();
    }

    private void limit(long ms) {
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    }

    private Path cluster() {
        return folder.resolve("cluster.json");
    }

    private void start(String address) {
        CompletableFuture<Integer> host = new CompletableFuture<>();
        hosts.put(address, host);
        Thread thread = new Thread(
                () -> host.complete(command(
                        address,
                        "start",
                        "-h",
                        address,
                        "--cluster",
                        cluster().toString(),
                        "--components",
                        "mock",
                        "--dir",
                        folder.resolve(address).toString())),
                "rehearsal-" + address);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitStarted() throws InterruptedException {
        await(() ->
                command(ASKING, "status", "--exit-code", "--cluster", cluster().toString()) == ExitCode.OK.code());
    }

    /** @param who whose records of running starts are used: a file a process, and all of these are one process */
    private int command(String who, String... arguments) {
        Map<String, String> environment = new HashMap<>(real.environment());
        environment.put("XDG_STATE_HOME", folder.resolve("state").resolve(who).toString());
        Surroundings own = new Surroundings(
                real.terminal(),
                environment,
                real.home(),
                real.userHome(),
                real.program(),
                real.version(),
                real.mainClass(),
                real.isRoot());
        return Muster.execute(own, nowhere, nowhere, arguments);
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition) throws InterruptedException {
        while (!condition.holds() && System.nanoTime() - deadlineNanos < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /** The hosts have ended, and some of their threads may still write a last file. */
    private static void delete(Path folder) throws InterruptedException {
        for (int i = 0; i < DELETIONS_MAX && Files.exists(folder); i++) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            } catch (IOException | UncheckedIOException e) {
                // something came or went meanwhile: once more
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }
}
