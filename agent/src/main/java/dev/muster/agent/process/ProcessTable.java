package dev.muster.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The running processes, as {@code /proc} shows them. Whatever cannot be read counts as not there. */
final class ProcessTable {

    private static final int STAT_BYTES_MAX = 4096;
    private static final int ENVIRONMENT_BYTES_MAX = 2 * 1024 * 1024;

    private static final int VMSTAT_BYTES_MAX = 64 * 1024;
    private static final String OOM_KILL = "\noom_kill ";

    private final Path proc;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    static ProcessTable system() {
        return new ProcessTable(Path.of("/proc"));
    }

    /** Identity of this run of the machine; empty when it cannot be told, in which case nothing may be recognised. */
    String bootId() {
        return read(proc.resolve("sys/kernel/random/boot_id"), STAT_BYTES_MAX).strip();
    }

    /** How often the kernel has killed for want of memory since it began; 0 where it does not count. */
    long outOfMemoryKills() {
        String counters = read(proc.resolve("vmstat"), VMSTAT_BYTES_MAX);
        int at = counters.indexOf(OOM_KILL);
        int end = counters.indexOf('\n', at + 1);
        String number = at < 0 || end < 0 ? "" : counters.substring(at + OOM_KILL.length(), end);
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0;
    }

    /** The process, when there is one that is not a zombie. */
    Optional<ProcessStat> find(long pid) {
        return ProcessStat.parse(read(proc.resolve(Long.toString(pid)).resolve("stat"), STAT_BYTES_MAX))
                .filter(stat -> !stat.isDead());
    }

    /** Whether exactly this process still runs. */
    boolean isAlive(ProcessIdentity process) {
        return find(process.pid())
                .filter(stat -> stat.identity().equals(process))
                .isPresent();
    }

    /** Every process that is not a zombie, kernel threads too. */
    List<ProcessStat> all() {
        List<ProcessStat> processes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                find(Long.parseLong(entry.getFileName().toString())).ifPresent(processes::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("cannot list " + proc, e);
        }
        return processes;
    }

    /** Value of a variable in the environment that the process was started with. */
    Optional<String> environment(long pid, String name) {
        String environment = read(proc.resolve(Long.toString(pid)).resolve("environ"), ENVIRONMENT_BYTES_MAX);
        String prefix = name + "=";
        int at = environment.startsWith(prefix) ? 0 : environment.indexOf("\0" + prefix) + 1;
        if (at == 0 && !environment.startsWith(prefix)) {
            return Optional.empty();
        }
        int from = at + prefix.length();
        int end = environment.indexOf('\0', from);
        return Optional.of(environment.substring(from, end < 0 ? environment.length() : end));
    }

    /** A process may end between any two looks at it, so an unreadable file says only that. */
    private static String read(Path file, int bytesMax) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(bytesMax), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
