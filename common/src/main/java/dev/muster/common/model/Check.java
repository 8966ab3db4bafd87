package dev.muster.common.model;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at on a machine, and what was found.
 *
 * @param name what was looked at, for example {@code port 9042 (cql)}
 * @param role whose need it is; null when it is the machine's
 * @param result how it is
 * @param detail what was found, in a few words, where all is well; else empty
 * @param failure what is wrong and what repairs it; null where all is well
 * @param fix what the machine would do itself to repair it, on an operator's word; null when that is left to a person
 */
public record Check(
        String name,
        @Nullable Role role,
        Result result,
        String detail,
        @Nullable Failure failure,
        @Nullable Fix fix) {

    /** The check of what a host reaches of the others, whoever has found it: it is ignored by this name. */
    public static final String PORTS_OF_OTHERS = "ports of other hosts";

    /**
     * A repair that is safe, and can be taken back.
     *
     * @param what it does: "raises ..."
     * @param command that does the same by hand
     */
    public record Fix(String what, String command) {}

    /** How it is. */
    public enum Result {
        OK,
        /** It works, and a person should know. */
        WARNING,
        /** What needs it cannot work. */
        FAILED,
        /** It has failed, and an operator does not want it to count. */
        IGNORED
    }

    /** The same as an operator wants it: what has failed does not count. */
    public Check ignored() {
        return result == Result.FAILED ? new Check(name, role, Result.IGNORED, detail, failure, fix) : this;
    }

    /** The same, with what the machine would do itself. */
    public Check fixable(Fix offered) {
        return new Check(name, role, result, detail, failure, offered);
    }

    public static Check ok(String name, @Nullable Role role, String detail) {
        return new Check(name, role, Result.OK, detail, null, null);
    }

    public static Check warning(String name, @Nullable Role role, Failure failure) {
        return new Check(name, role, Result.WARNING, "", failure, null);
    }

    public static Check failed(String name, @Nullable Role role, Failure failure) {
        return new Check(name, role, Result.FAILED, "", failure, null);
    }
}
