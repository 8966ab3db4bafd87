package dev.muster.agent.preflight;

/** The kernel's limits for processes started here. */
record Limits(SystemFiles system) {

    private static final String OPEN_FILES = "Max open files";

    /** Hard limit of open files; {@link Long#MAX_VALUE} when there is none or it cannot be known. */
    long openFilesMax() {
        for (String line : system.lines("/proc/self/limits")) {
            if (line.startsWith(OPEN_FILES)) {
                String[] columns = line.substring(OPEN_FILES.length()).strip().split("\\s+", -1); // soft, hard, unit
                return columns.length > 1 ? SystemFiles.parsed(columns[1]).orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
            }
        }
        return Long.MAX_VALUE;
    }

    /** {@code vm.max_map_count}; 0 when it cannot be known. */
    long mapCountMax() {
        return system.number("/proc/sys/vm/max_map_count").orElse(0L);
    }

    /** First port that needs no privilege. */
    long unprivilegedPortMin() {
        return system.number("/proc/sys/net/ipv4/ip_unprivileged_port_start").orElse(1024L);
    }
}
