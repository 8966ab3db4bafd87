package dev.muster.agent.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code DIR/launches/LAUNCH}: what is known of one launch. Written by the agent before it, and by the shim. */
final class LaunchDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchDirectory.class);
    private static final int FILE_BYTES_MAX = 16 * 1024;
    private static final String PLAN = "plan.json";
    private static final ObjectMapper PLANS = ModelJson.json();

    private final LaunchId id;
    private final Path path;

    LaunchDirectory(Path launches, LaunchId id) {
        this.id = id;
        this.path = launches.resolve(id.toString());
    }

    /** Every launch that left something behind; what has another name is left alone. */
    static List<LaunchDirectory> all(Path launches) throws IOException {
        List<LaunchDirectory> found = new ArrayList<>();
        if (!Files.isDirectory(launches)) {
            return found;
        }
        try (Stream<Path> entries = Files.list(launches)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.matches("[0-9]{1,18}-[0-9]{1,18}") && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(new LaunchDirectory(launches, LaunchId.parse(name)));
                }
            }
        }
        return found;
    }

    LaunchId id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** Where the shim complains. */
    Path shimLog() {
        return path.resolve("shim.log");
    }

    /** Makes it, for one launch only. */
    void create(LaunchPlan plan, Path output, Optional<Path> cgroup) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // For an agent that has lost its journal: what runs here, and how it is to be watched and stopped.
        // The files of the component are in it, and those may have secrets.
        Path kept = Files.createFile(
                path.resolve(PLAN), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(kept, PLANS.writeValueAsBytes(plan));
        Files.writeString(path.resolve("output"), output + "\n");
        if (cgroup.isPresent()) {
            Files.writeString(path.resolve("cgroup"), cgroup.get() + "\n");
        }
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** What runs, once the shim has come that far. */
    Optional<LaunchRecord> record() {
        return LaunchRecord.parse(read("process"));
    }

    /** How the component ended: its exit code, or 128 and the number of the signal. */
    OptionalInt exitCode() {
        OptionalLong code = exitField(0);
        return code.isPresent() ? OptionalInt.of((int) code.getAsLong()) : OptionalInt.empty();
    }

    /** When the shim recorded the end, in clock ticks since boot, like start times of processes. */
    OptionalLong endTicks() {
        return exitField(1);
    }

    private OptionalLong exitField(int field) {
        String text = read("exit").strip();
        return text.matches("[0-9]{1,3} [0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text.split(" ", 2)[field]))
                : OptionalLong.empty();
    }

    /**
     * Takes the start: after that the shim, should it come later, starts nothing. False when the shim was first, and its
     * record is there.
     */
    boolean claim() throws IOException {
        try {
            Files.createDirectory(path.resolve("claim"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** The plan that it was made from; empty when that cannot be read. */
    Optional<LaunchPlan> plan() {
        try {
            return Optional.ofNullable(PLANS.readValue(path.resolve(PLAN).toFile(), LaunchPlan.class));
        } catch (IOException | RuntimeException e) {
            LOG.warn("launch {}: its plan cannot be read: {}", id, e.toString());
            return Optional.empty();
        }
    }

    /** The component's output file. */
    Optional<Path> output() {
        return path("output");
    }

    /** The component's cgroup; only one that bears this launch's name is believed. */
    Optional<Path> cgroup() {
        return path("cgroup").filter(group -> group.endsWith(id.toString()));
    }

    /** Keeps that a line was said that a probe waits for: it is said once, and the output does not keep everything. */
    void noteSaid(String probe) {
        try {
            Files.writeString(path.resolve("said"), probe + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("launch {}: cannot keep that \"{}\" has passed: {}", id, probe, e.toString());
        }
    }

    Set<String> said() {
        return read("said").lines().collect(Collectors.toUnmodifiableSet());
    }

    /** Keeps what the control group knew, because the group itself goes. */
    void noteOutOfMemory(long kills) {
        try {
            Files.writeString(path.resolve("oom"), kills + "\n");
        } catch (IOException e) {
            LOG.warn("launch {}: {} processes were killed for want of memory", id, kills);
        }
    }

    OptionalLong outOfMemoryKills() {
        String text = read("oom").strip();
        return text.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    void delete() throws IOException {
        if (!exists()) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            for (Path entry : entries.toList()) {
                Files.deleteIfExists(entry);
            }
        }
        Files.deleteIfExists(path);
    }

    private Optional<Path> path(String name) {
        String text = read(name).strip();
        return text.startsWith("/") && text.indexOf('\0') < 0 ? Optional.of(Path.of(text)) : Optional.empty();
    }

    private String read(String name) {
        try (InputStream in = Files.newInputStream(path.resolve(name))) {
            return new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
