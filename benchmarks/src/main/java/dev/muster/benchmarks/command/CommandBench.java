package dev.muster.benchmarks.command;

import dev.muster.benchmarks.Folders;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code bin/bench command}: the processor time of {@code muster status} against a cluster that runs, launcher included, next to
 * that of a bare Picocli program with the same Java, the same options and the same archive of classes. In turn, so that both meet
 * the same machine.
 */
public final class CommandBench {

    /** How it is called. */
    public static final String USAGE = "bin/bench command [ROUNDS]     (20)";

    private static final int ROUNDS = 20;
    private static final double GOAL = 1.5;
    private static final long STARTED_S = 120;
    private static final Path ROOT =
            Path.of(System.getProperty("muster.root", ".")).toAbsolutePath().normalize();

    private final Path folder;
    private final Measured bare = new Measured("bare Picocli program", bare(), new ArrayList<>());
    private final Measured version = new Measured("muster version", muster("version"), new ArrayList<>());
    private final Measured status = new Measured("muster status", muster("status"), new ArrayList<>());

    private CommandBench(Path folder) throws IOException {
        this.folder = folder;
    }

    /** A command, and the processor time of each round in milliseconds. */
    private record Measured(String name, List<String> command, List<Double> cpuMs) {
        double medianMs() {
            List<Double> sorted = cpuMs.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    /** Measures and prints. */
    public static void run(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("muster-bench-");
        // Components run as a user of their own where this runs as root.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            boolean met = new CommandBench(folder).measure(rounds);
            System.exit(met ? 0 : 1);
        } finally {
            Folders.delete(folder);
        }
    }

    private boolean measure(int rounds) throws Exception {
        String address = "127." + ThreadLocalRandom.current().nextInt(215, 250) + "."
                + ThreadLocalRandom.current().nextInt(1, 250) + ".1";
        Path file = Files.writeString(
                folder.resolve("cluster.json"), "{\"" + address + "\": {\"master\": true, \"compute\": true}}");
        Process cluster = process(
                        muster("start", "-h", address, "--cluster", file.toString(), "--components", "mock", "--dir"),
                        folder.resolve("host").toString())
                .redirectOutput(folder.resolve("start.out").toFile())
                .start();
        try {
            check(muster("wait", "--cluster", file.toString(), "--for", "started", "--timeout", STARTED_S + "s"));
            for (int round = 0; round < rounds; round++) {
                for (Measured measured : List.of(bare, version, status)) {
                    measured.cpuMs.add(cpuMs(measured.command));
                }
            }
        } finally {
            check(muster("stop", "--yes"));
            cluster.waitFor(STARTED_S, TimeUnit.SECONDS);
        }
        return print(rounds);
    }

    private boolean print(int rounds) {
        System.out.printf("processor time of a command, medians of %d rounds in turn%n", rounds);
        for (Measured measured : List.of(bare, version, status)) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-22s %5.0f ms  (%.0f to %.0f)   %.2f times the bare program%n",
                    measured.name,
                    measured.medianMs(),
                    measured.cpuMs.stream().min(Double::compare).orElseThrow(),
                    measured.cpuMs.stream().max(Double::compare).orElseThrow(),
                    measured.medianMs() / bare.medianMs());
        }
        boolean met = status.medianMs() <= GOAL * bare.medianMs();
        System.out.printf(Locale.ROOT, "  goal: status at most %.1f times   %s%n", GOAL, met ? "met" : "MISSED");
        return met;
    }

    private static List<String> muster(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("bin/muster").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** With the launcher's options for commands, and its archive: that one fits, because its class path is the beginning of ours. */
    private static List<String> bare() throws IOException {
        Path lib = ROOT.resolve("cli/target/muster/lib");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData"));
        try (Stream<Path> archives = Files.list(lib.resolveSibling("archive"))) {
            archives.filter(path -> path.toString().endsWith(".jsa"))
                    .findFirst()
                    .ifPresent(archive -> command.add("-XX:SharedArchiveFile=" + archive));
        }
        String own;
        try (Stream<Path> jars = Files.list(ROOT.resolve("benchmarks/target/bench/lib"))) {
            own = jars.filter(path -> path.getFileName().toString().startsWith("muster-benchmarks"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
        command.addAll(List.of("-cp", lib + "/*:" + own, BareCommand.class.getName(), "--version"));
        return command;
    }

    private ProcessBuilder process(List<String> command, String... further) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(further));
        ProcessBuilder builder =
                new ProcessBuilder(all).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().remove("MUSTER_COORDINATOR");
        return builder;
    }

    private void check(List<String> command) throws Exception {
        Process process = process(command).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    /** Processor time of a command and all that it starts, milliseconds. */
    private double cpuMs(List<String> command) throws Exception {
        Path times = folder.resolve("times");
        List<String> timed = new ArrayList<>(List.of(
                "bash", "-c", "TIMEFORMAT='%3U %3S'; { time \"$@\" >/dev/null 2>&1; } 2>\"$0\"", times.toString()));
        timed.addAll(command);
        Process process = process(timed).redirectOutput(Redirect.DISCARD).start();
        if (process.waitFor() != 0) {
            check(command);
            throw new IOException(command + " failed once, and then did not");
        }
        String[] seconds = Files.readString(times).strip().split(" ");
        return 1000 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]));
    }
}
