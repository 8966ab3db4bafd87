package dev.muster.agent.preflight;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's memory, or that of the container around us when it is less. */
record Memory(SystemFiles system) {

    private static final String CGROUP = "/sys/fs/cgroup/";

    long totalBytes() {
        return Math.min(ofMeminfo("MemTotal"), containerMax());
    }

    /** What can still be used without swapping. */
    long availableBytes() {
        long container = containerMax();
        long used = system.number(CGROUP + "memory.current").orElse(0L);
        long left = container == Long.MAX_VALUE ? container : Math.max(0, container - used);
        return Math.min(ofMeminfo("MemAvailable"), left);
    }

    private long containerMax() {
        return system.number(CGROUP + "memory.max")
                .or(() -> system.number(CGROUP + "memory/memory.limit_in_bytes"))
                .orElse(Long.MAX_VALUE);
    }

    private long ofMeminfo(String name) {
        Matcher matcher = Pattern.compile("(?m)^" + name + ":\\s+(\\d{1,15}) kB$")
                .matcher(system.text("/proc/meminfo").orElse(""));
        return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : Long.MAX_VALUE;
    }
}
