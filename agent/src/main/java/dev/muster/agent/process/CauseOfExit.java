package dev.muster.agent.process;

import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.LaunchPlan.CauseRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Says why a component ended, from what it wrote last and how it ended. */
public final class CauseOfExit {

    /** Lines of output that go into the failure. */
    public static final int DETAIL_LINES = 20;

    private static final int SIGNAL_BASE = 128;
    private static final int LINE_CHARS_MAX = 2_000;

    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 7, "BUS", 9, "KILL", 11, "SEGV", 13, "PIPE", 15,
            "TERM");

    private CauseOfExit() {}

    /**
     * The failure to show.
     *
     * @param what which component, for the message, for example {@code backend (cassandra 5.0.9)}
     * @param code exit code; 128 and the number of the signal when one ended it
     * @param tail the last lines of its output, oldest first
     * @param rules of its definition; the first that matches a line, the last lines first, names the cause
     * @param outOfMemoryKills how often the kernel killed one of its processes for want of memory, where that is known
     */
    public static Failure of(
            String what, int code, List<String> tail, List<CauseRule> rules, OptionalLong outOfMemoryKills) {
        List<String> lines = tail.stream().map(CauseOfExit::bounded).toList();
        List<String> detail = lines.subList(Math.max(0, lines.size() - DETAIL_LINES), lines.size());
        if (outOfMemoryKills.orElse(0) > 0) {
            return new Failure(
                    "OUT_OF_MEMORY",
                    what + " was killed: out of memory (" + outOfMemoryKills.getAsLong() + " processes)",
                    "give the machine or its control group more memory, or the component a smaller heap",
                    detail);
        }
        Optional<CauseRule> rule = match(lines, rules);
        if (rule.isPresent()) {
            return new Failure(
                    rule.get().code(),
                    what + " ended with " + describe(code) + ": " + rule.get().cause(),
                    rule.get().fix(),
                    detail);
        }
        return new Failure("COMPONENT_EXITED", what + " ended with " + describe(code), hint(code), detail);
    }

    /** As {@link #of}, for an end that nobody saw. */
    public static Failure unseen(String what, List<String> tail) {
        return new Failure(
                "COMPONENT_GONE",
                what
                        + " is gone, and nobody saw how it ended: the machine was started anew, or its whole session was killed",
                "",
                tail.stream().map(CauseOfExit::bounded).toList());
    }

    private static Optional<CauseRule> match(List<String> lines, List<CauseRule> rules) {
        for (CauseRule rule : rules) {
            LinePattern pattern = new LinePattern(rule.pattern());
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (pattern.isFoundIn(lines.get(i))) {
                    return Optional.of(rule);
                }
            }
        }
        return Optional.empty();
    }

    private static String describe(int code) {
        int signal = code - SIGNAL_BASE;
        return signal > 0 && signal < SIGNAL_BASE
                ? "exit code " + code + " (signal " + signal + " " + SIGNALS.getOrDefault(signal, "") + ")"
                : "exit code " + code;
    }

    private static String hint(int code) {
        return switch (code) {
            case 0 -> "it ended by itself although it was to run: its log says why";
            case 125 -> "it could not be started: see shim.log in the launch directory";
            case 126 ->
                "the command is there but may not be executed: check its mode and the file system's noexec option";
            case 127 -> "the command was not found";
            case 137 -> "somebody or the kernel killed it, most often for want of memory: 'dmesg | grep -i oom' tells";
            case 134, 139 -> "it crashed: look for hs_err or core files in its working directory";
            default -> "its log says why";
        };
    }

    private static String bounded(String line) {
        return line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX) + "...";
    }
}
