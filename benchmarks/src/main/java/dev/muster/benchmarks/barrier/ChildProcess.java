package dev.muster.benchmarks.barrier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One of the measured servers in a JVM of its own. It says where it listens, and ends when its input is closed. */
public final class ChildProcess implements AutoCloseable {

    private static final String READY = "LISTENING ";
    private static final long END_TIMEOUT_S = 10;

    /** Fields of /proc/PID/stat behind the command's name, counted from 0: user and system time in ticks of 10 ms. */
    private static final int STAT_UTIME = 11;

    private static final int STAT_STIME = 12;
    private static final long TICK_MS = 10;

    /** Further options of the servers' JVMs, for a profiler. */
    private static final List<String> MORE_OPTIONS = Optional.ofNullable(System.getenv("MUSTER_BENCH_JVM"))
            .map(options -> List.of(options.split(" ", -1)))
            .orElse(List.of());

    private final Process process;
    private final String address;
    private final BufferedReader out;

    /** What it said before it listened. */
    private final List<String> early = new ArrayList<>();

    /**
     * Starts {@code main} and waits until it listens.
     *
     * @param jvm options of the JVM
     */
    public ChildProcess(Class<?> main, List<String> jvm, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Dslf4j.internal.verbosity=ERROR"); // no logger is wanted, and none complained of
        command.addAll(MORE_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            early.add(line);
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException(main.getSimpleName() + " ended before it listened");
        }
        address = line.substring(READY.length());
    }

    /** In the child: says where it listens, and waits until it is to end. */
    public static void serveUntilClosed(String address) throws IOException {
        System.out.println(READY + address);
        System.out.flush();
        while (System.in.read() >= 0) {
            // only the end matters
        }
    }

    /** {@code host:port}. */
    public String address() {
        return address;
    }

    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Hands over each line that it says, on a thread of its own; to be called once. */
    public void follow(Consumer<String> lines) {
        early.forEach(lines);
        Thread thread = new Thread(() -> out.lines().forEach(lines), "output-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    /** Kills it with -9. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Processor time that it has used, in milliseconds. */
    long cpuMs() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return TICK_MS * (Long.parseLong(fields[STAT_UTIME]) + Long.parseLong(fields[STAT_STIME]));
    }

    /** Resident memory, in MB. */
    long residentMb() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        String line = Files.readAllLines(status).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .findFirst()
                .orElse("VmRSS: 0 kB");
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
