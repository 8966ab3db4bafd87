package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpStatus;
import dev.muster.common.model.ClusterName;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.Permission;
import java.util.List;
import java.util.Locale;

/** What is said to those who are not let in: each with the command that helps. */
final class Refusals {

    static final Problem MISSING = Problem.of(
            HttpStatus.UNAUTHORIZED,
            "TOKEN_MISSING",
            "this needs an access token",
            "On the coordinator's machine, as the user who started it, muster finds one by itself. Elsewhere name yours:"
                    + " --token-file FILE, or MUSTER_TOKEN_FILE. An admin makes one: muster access create --role viewer"
                    + " --name YOU");

    static final Problem MALFORMED = Problem.of(
            HttpStatus.UNAUTHORIZED,
            "TOKEN_MALFORMED",
            "the Authorization header has no access token",
            "Send Authorization: Bearer TOKEN, with the token as 'muster access create' printed it.");

    static final Problem UNKNOWN = Problem.of(
            HttpStatus.UNAUTHORIZED,
            "TOKEN_UNKNOWN",
            "this cluster does not know that access token",
            "Is it of another cluster? An admin makes one: muster access create --role viewer --name YOU");

    /** For an answer that took so long that the token is good no longer. */
    static final Problem OVER = Problem.of(
            HttpStatus.UNAUTHORIZED,
            "TOKEN_OVER",
            "the access token was good when this was asked, and is no longer",
            "Ask again: the answer says why.");

    static final Problem ACCESS_OFF = Problem.of(
            HttpStatus.FORBIDDEN,
            "ACCESS_OFF",
            "this coordinator asks nobody for a token, so there are none to be made or taken back",
            "Start it with the setting http.auth = required.");

    static final Problem FOREIGN_ORIGIN = Problem.of(
            HttpStatus.FORBIDDEN,
            "FOREIGN_ORIGIN",
            "the request comes from a page of another site",
            "Ask from a program, or from a page of this server.");

    /** The codes of all that is refused before a route is asked. */
    static final List<String> CODES = List.of(
            MISSING.code(),
            MALFORMED.code(),
            UNKNOWN.code(),
            "TOKEN_EXPIRED",
            "TOKEN_REVOKED",
            "TOKEN_OF_OTHER_CLUSTER",
            "FORBIDDEN",
            "TOO_MANY_FAILURES",
            FOREIGN_ORIGIN.code(),
            "HOST_NOT_ALLOWED",
            "HTTPS_NEEDED");

    private Refusals() {}

    static Problem expired(AccessToken token, long wallMs) {
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "TOKEN_EXPIRED",
                "the access token of " + token.name() + " expired " + span(wallMs - token.expiresMs()) + " ago",
                again(token));
    }

    static Problem revoked(AccessToken token) {
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "TOKEN_REVOKED",
                "the access token of " + token.name() + " was revoked",
                again(token));
    }

    static Problem ofOtherCluster(AccessToken token, ClusterName cluster) {
        return Problem.of(
                HttpStatus.FORBIDDEN,
                "TOKEN_OF_OTHER_CLUSTER",
                "the access token of " + token.name() + " is for cluster \"" + token.cluster() + "\", this is \""
                        + cluster + "\"",
                again(token));
    }

    static Problem forbidden(Permission needs, AccessToken token) {
        String what = needs.name().toLowerCase(Locale.ROOT);
        return Problem.of(
                HttpStatus.FORBIDDEN,
                "FORBIDDEN",
                "this needs the permission to " + what + ", which " + AccessRole.wordsFor(needs) + " has; "
                        + token.name() + " is " + token.roleWords(),
                "An admin makes such a token: muster access create --role "
                        + AccessRole.wordsFor(needs).split(" or ", 2)[0] + " --name " + token.name());
    }

    static Problem tooMany(long blockedMs) {
        long seconds = (blockedMs + 999) / 1000;
        return Problem.of(
                HttpStatus.TOO_MANY_REQUESTS,
                "TOO_MANY_FAILURES",
                "too many wrong access tokens came from this address",
                "Correct the token of whatever asks from there, and try again in " + seconds + " s.");
    }

    private static String again(AccessToken token) {
        AccessRole role = token.roles().first();
        return "An admin makes a new one: muster access create --role " + role.word() + " --name " + token.name();
    }

    private static String span(long ms) {
        long minutes = ms / 60_000;
        if (minutes < 120) {
            return minutes + " min";
        }
        return minutes < 48 * 60 ? minutes / 60 + " h" : minutes / (24 * 60) + " days";
    }
}
