package dev.muster.coordinator.balancer;

import dev.muster.common.engine.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A hook's program with everything that it started: its descendants, and whoever has its mark in the environment. */
final class HookTree {

    /** Name of the variable that marks them; its value is of one run. */
    static final String MARK = "MUSTER_HOOK_RUN";

    private static final int ENVIRONMENT_BYTES_MAX = 1024 * 1024;
    private static final long LOOK_MS = 20;
    private static final int KILLS_MAX = 100;

    private final ProcessHandle root;
    private final String marked;

    HookTree(ProcessHandle root, String mark) {
        this.root = root;
        this.marked = MARK + "=" + mark;
    }

    /** Asks all of them to end, and kills those that are there after {@code graceMs}, again and again until none is left. */
    void end(long graceMs, Clock clock) {
        members().values().forEach(ProcessHandle::destroy);
        long endMs = clock.nowMs() + graceMs;
        while (clock.nowMs() < endMs && !members().isEmpty()) {
            LockSupport.parkNanos(LOOK_MS * 1_000_000);
        }
        for (int i = 0; i < KILLS_MAX; i++) {
            Map<Long, ProcessHandle> left = members();
            if (left.isEmpty()) {
                return;
            }
            left.values().forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(LOOK_MS * 1_000_000);
        }
    }

    private Map<Long, ProcessHandle> members() {
        Map<Long, ProcessHandle> members = new LinkedHashMap<>();
        if (root.isAlive()) {
            members.put(root.pid(), root);
        }
        root.descendants().forEach(process -> members.put(process.pid(), process));
        ProcessHandle.allProcesses()
                .filter(process -> !members.containsKey(process.pid()) && isMarked(process.pid()))
                .forEach(process -> members.put(process.pid(), process));
        members.values().removeIf(process -> !process.isAlive());
        return members;
    }

    /** A zombie has no environment, and one that ended meanwhile no file. */
    private boolean isMarked(long pid) {
        try (InputStream in = Files.newInputStream(Path.of("/proc", Long.toString(pid), "environ"))) {
            String environment = "\0" + new String(in.readNBytes(ENVIRONMENT_BYTES_MAX), StandardCharsets.ISO_8859_1);
            return environment.contains("\0" + marked + "\0");
        } catch (IOException e) {
            return false;
        }
    }
}
