package dev.muster.agent.preflight;

import java.util.Optional;

/** The kernel's limits for processes started here. */
record Limits(SystemFiles system) {

    /** One line of {@code /proc/self/limits}; {@link Long#MAX_VALUE} when there is no limit or it cannot be known. */
    record Pair(long soft, long hard) {}

    /** What counts for a component: the hard limit of open files, as every Java raises the soft one to it, else the soft one. */
    long of(ProcessLimit limit) {
        Pair pair = pair(limit);
        return switch (limit) {
            case OPEN_FILES -> pair.hard;
            case PROCESSES, LOCKED_MEMORY, ADDRESS_SPACE, FILE_SIZE -> pair.soft;
        };
    }

    Pair pair(ProcessLimit limit) {
        for (String line : system.lines("/proc/self/limits")) {
            if (line.startsWith(limit.line())) {
                String[] columns = line.substring(limit.line().length()).strip().split("\\s+", -1); // soft, hard, unit
                return new Pair(value(columns, 0), value(columns, 1));
            }
        }
        return new Pair(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static long value(String[] columns, int index) {
        return Optional.of(index)
                .filter(there -> there < columns.length)
                .flatMap(there -> SystemFiles.parsed(columns[there]))
                .orElse(Long.MAX_VALUE);
    }

    /** Hard limit of open files; {@link Long#MAX_VALUE} when there is none or it cannot be known. */
    long openFilesMax() {
        return of(ProcessLimit.OPEN_FILES);
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
