package dev.muster.coordinator.audit;

/**
 * Something that somebody did, or was not let do. Texts may be empty; they are data, and may be of an attacker.
 *
 * @param who name of a token, {@code coordinator}, {@code agent HOST}, {@code local} or {@code unauthenticated}
 * @param roles of that token
 * @param token its id
 * @param action for example {@code cluster.stop}, or method and path of a refused request
 * @param target what it was done to
 * @param from the address that it came from
 * @param result {@code DONE}, or the code of the refusal
 * @param reason why, in the words of who did it
 * @param times how often, when alike deeds are told together
 */
public record Deed(
        String who,
        String roles,
        String token,
        String action,
        String target,
        String from,
        String result,
        String reason,
        long times) {

    /** The result of what was not refused. */
    public static final String DONE = "DONE";

    /** What a coordinator noticed by itself. */
    public static Deed noticed(String who, String action, String target, String result, String reason) {
        return new Deed(who, "", "", action, target, "", result, reason, 1);
    }

    Deed repeated(long more) {
        return new Deed(who, roles, token, action, target, from, result, reason, more);
    }

    Deed ofMany() {
        return new Deed("several", "", "", action, "", "several addresses", result, reason, 1);
    }
}
