package dev.muster.agent.preflight;

import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import java.util.Arrays;
import java.util.Optional;

/** What each limit of a process is called by the kernel, by {@code ulimit}, by systemd and by {@code prlimit}. */
enum ProcessLimit {
    OPEN_FILES(
            Limit.OPEN_FILES,
            "open files",
            "Max open files",
            new Option('n', 1, "LimitNOFILE", "nofile"),
            new Words("OPEN_FILES_TOO_FEW", "a process may open %s files here")),
    PROCESSES(
            Limit.PROCESSES,
            "processes",
            "Max processes",
            new Option('u', 1, "LimitNPROC", "nproc"),
            new Words("PROCESSES_TOO_FEW", "a user may have %s processes and threads here")),
    LOCKED_MEMORY(
            Limit.LOCKED_MEMORY,
            "locked memory",
            "Max locked memory",
            new Option('l', 1024, "LimitMEMLOCK", "memlock"),
            new Words("LOCKED_MEMORY_TOO_LITTLE", "a process may keep %s bytes of memory from the swap here")),
    ADDRESS_SPACE(
            Limit.ADDRESS_SPACE,
            "address space",
            "Max address space",
            new Option('v', 1024, "LimitAS", "as"),
            new Words("ADDRESS_SPACE_TOO_SMALL", "a process may have %s bytes of address space here")),
    FILE_SIZE(
            Limit.FILE_SIZE,
            "file size",
            "Max file size",
            new Option('f', 1024, "LimitFSIZE", "fsize"),
            new Words("FILE_SIZE_TOO_SMALL", "a file may have %s bytes here"));

    private static final String UNLIMITED = "unlimited";

    private final Limit limit;
    private final String check;
    private final String line;
    private final Option option;
    private final Words words;

    ProcessLimit(Limit limit, String check, String line, Option option, Words words) {
        this.limit = limit;
        this.check = check;
        this.line = line;
        this.option = option;
        this.words = words;
    }

    /**
     * How it is raised.
     *
     * @param letter of {@code ulimit}
     * @param unit bytes, or pieces, that {@code ulimit} of bash counts as one
     * @param unitFile key of a systemd unit
     * @param prlimit option of {@code prlimit(1)}
     */
    private record Option(char letter, long unit, String unitFile, String prlimit) {}

    /** Code of the failure, and its beginning. */
    private record Words(String code, String is) {}

    static ProcessLimit of(Limit limit) {
        return Arrays.stream(values())
                .filter(known -> known.limit == limit)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no name for " + limit));
    }

    /** The limit that a check of that name looks at. */
    static Optional<ProcessLimit> ofCheck(String name) {
        return Arrays.stream(values()).filter(known -> known.check.equals(name)).findFirst();
    }

    Limit limit() {
        return limit;
    }

    /** Name of the check. */
    String check() {
        return check;
    }

    /** How its line in {@code /proc/PID/limits} begins. */
    String line() {
        return line;
    }

    /** Key of a systemd unit. */
    String inUnit() {
        return option.unitFile;
    }

    /** An option of {@code prlimit}. A hard limit that is higher stays. */
    String prlimit(long needed, long hard) {
        return "--" + option.prlimit + "=" + text(needed) + ":" + text(Math.max(needed, hard));
    }

    static String text(long value) {
        return value == LimitNeed.UNLIMITED ? UNLIMITED : Long.toString(value);
    }

    Failure tooLow(long is, LimitNeed need) {
        boolean none = need.least() == LimitNeed.UNLIMITED;
        String least = none ? "no limit" : text(need.least());
        String verb = (none ? " is " : " are ") + (need.required() ? "needed" : "advised by its makers");
        String ulimit = none ? UNLIMITED : text((need.least() + option.unit - 1) / option.unit);
        String inUnit = none ? "infinity" : text(need.least());
        return Failure.of(
                words.code,
                String.format(words.is, text(is)) + ", and " + least + verb,
                "before the agent starts: ulimit -" + option.letter + " " + ulimit + " ; in a systemd unit: "
                        + option.unitFile + "=" + inUnit);
    }
}
