package dev.muster.common.net;

import dev.muster.common.model.Failure;
import dev.muster.common.security.PeerRefusedException;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why no connection came about.
 *
 * @param cause classified, so that a hint can be given
 * @param host who was tried, a name or an address
 * @param detail who was tried and what came of it, one line
 * @param refusal why we do not trust whoever answers, and what to do; null where nobody's certificate was judged
 */
public record ConnectFailure(
        Cause cause, String host, String detail, @Nullable Failure refusal) {

    /** What was wrong. */
    public enum Cause {
        /** The name has no address, or the resolver did not answer in time. */
        UNRESOLVED,
        /** The network does not lead there. */
        NO_ROUTE,
        /** The machine is there, and nothing listens on the port. */
        REFUSED,
        /** Something answers, and it is not a coordinator of this cluster, or will not speak with us. */
        TLS,
        /** No answer: the machine is off, or something in between drops packets. */
        TIMEOUT,
        /** Something else, on this machine. */
        OTHER
    }

    /** What has gone wrong with a try to reach {@code place}. */
    public static ConnectFailure of(Client.Place place, Throwable error) {
        Cause cause = classify(error);
        PeerRefusedException refused = PeerRefusedException.in(error);
        return new ConnectFailure(
                cause, place.host(), place + ": " + words(cause, error), refused == null ? null : refused.failure());
    }

    private static String words(Cause cause, Throwable error) {
        return switch (cause) {
            case UNRESOLVED -> "the name does not resolve";
            case NO_ROUTE -> "no route to the host";
            case REFUSED -> "connection refused";
            case TIMEOUT -> "no answer";
            case TLS -> refusal(error);
            case OTHER -> describe(error);
        };
    }

    private static String refusal(Throwable error) {
        PeerRefusedException refused = PeerRefusedException.in(error);
        return refused == null
                ? "no encrypted connection came about: " + describe(error)
                : refused.failure().message();
    }

    private static Cause classify(Throwable error) {
        String text = describe(error).toLowerCase(Locale.ROOT);
        if (error instanceof SSLException) {
            return Cause.TLS;
        } else if (error instanceof UnknownHostException) {
            return Cause.UNRESOLVED;
        } else if (error instanceof ConnectTimeoutException || text.contains("timed out")) {
            return Cause.TIMEOUT;
        } else if (error instanceof NoRouteToHostException
                || text.contains("unreachable")
                || text.contains("no route")) {
            return Cause.NO_ROUTE;
        } else if (error instanceof ConnectException && text.contains("refused")) {
            return Cause.REFUSED;
        }
        return Cause.OTHER;
    }

    private static String describe(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
