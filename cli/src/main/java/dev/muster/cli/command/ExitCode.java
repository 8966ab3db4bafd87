package dev.muster.cli.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How every command ends; the numbers are stable. */
public enum ExitCode {
    OK(0, "done, healthy"),
    FAILED(1, "the operation failed, or a sub-component did"),
    USAGE(2, "wrong usage, or a confirmation is needed and there is no terminal"),
    INVALID(3, "cluster.json or a setting is not valid, or this host is not in the file"),
    UNHEALTHY(4, "checked and not healthy (status --exit-code), or no (can-stop)"),
    TIMED_OUT(5, "timed out waiting (--wait-timeout)"),
    CONFLICT(6, "conflict: somebody else changed or holds it"),
    NOT_ALLOWED(7, "not allowed"),
    CHANGES(10, "there are changes (plan --detailed-exitcode)"),
    UNREACHABLE(69, "the coordinator cannot be reached, or there is no usable Java"),
    INTERRUPTED(130, "ended by Ctrl-C"),
    TERMINATED(143, "ended by SIGTERM");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    /** What a process of ours meant by its exit code; a code that is none of ours is a failure. */
    static ExitCode of(int code) {
        return Arrays.stream(values())
                .filter(exit -> exit.code == code)
                .findFirst()
                .orElse(FAILED);
    }

    /** For the help of every command. */
    static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitCode exit : values()) {
            table.put(Integer.toString(exit.code), exit.meaning);
        }
        return table;
    }
}
