package dev.muster.coordinator.board;

import dev.muster.common.model.Failure;
import dev.muster.common.model.view.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a host is not there: the first rule of a table that fits. Pure.
 *
 * <p>What the host itself came up against tells more than what is seen of its machine from here, so those rules come first.
 * Codes are documented in docs/failures.md; those of refusals are the refusals' own.
 */
final class Causes {

    /** From here on a difference of clocks is worth a word: half of what certificates are dated back. */
    private static final long CLOCK_TOLD_MS = 2_000;

    /** Refusals that end when the host joins anew, with a token. */
    private static final Set<String> ENDED_BY_A_TOKEN = Set.of(
            "NO_CERTIFICATE",
            "LINK_NOT_ENCRYPTED",
            "TOKEN_UNKNOWN",
            "TOKEN_OF_OTHER_HOST",
            "KEY_CHANGED",
            "KEY_REVOKED",
            "CERTIFICATE_REVOKED",
            "CERTIFICATE_EXPIRED",
            "CERTIFICATE_FOREIGN",
            "AUTHORITY_REPLACED");

    private static final String RUN = "Run there:";
    private static final String RUN_THEN = "Then run there:";

    private final Remedy remedy;
    private final List<Rule> rules = List.of(
            new Rule(Causes::refused),
            new Rule(Causes::here),
            new Rule(Causes::otherwise),
            Rule.seen(
                    Look.Kind.UNRESOLVED,
                    "HOST_UNRESOLVED",
                    "the name does not resolve",
                    s -> "this machine does not know the name " + s.reachableAt(),
                    s ->
                            "Add it to DNS or to /etc/hosts of every machine, or give the host an \"address\" in cluster.json:"
                                    + " getent hosts " + s.reachableAt() + " shows what it is here.",
                    RUN_THEN),
            Rule.seen(
                    Look.Kind.LOOPBACK,
                    "HOST_AT_LOOPBACK",
                    "the name is a loopback address",
                    s -> s.reachableAt() + " is " + detail(s) + " here, which is this machine itself",
                    s -> "Take the line of " + s.reachableAt()
                            + " with that address out of /etc/hosts, or give the host an \"address\" in cluster.json:"
                            + " getent hosts " + s.reachableAt() + " shows what it is here.",
                    RUN_THEN),
            Rule.seen(
                    Look.Kind.NO_ROUTE,
                    "HOST_NO_ROUTE",
                    "no route to the machine",
                    s -> "there is no way to it: " + detail(s),
                    s -> "The machine is off, or the network does not lead there: ping " + s.reachableAt()
                            + ", ip route get " + s.reachableAt() + ".",
                    "Once it answers, run there:"),
            Rule.seen(
                    Look.Kind.SILENT,
                    "HOST_SILENT",
                    "the machine does not answer",
                    s -> "it has not tried to connect, and the machine does not answer (" + detail(s) + ")",
                    s -> "The machine is off, or a firewall drops the packets: ping " + s.reachableAt() + ".",
                    "Once it is up, run there:"),
            Rule.seen(
                    Look.Kind.ANSWERS,
                    "HOST_NOT_STARTED",
                    "the machine answers, and has not tried to connect",
                    s -> "the machine answers (" + detail(s) + "), and "
                            + (s.wasThere() ? "its agent does not connect any more" : "it has never tried to connect")
                            + ": so muster is not running there",
                    s -> "",
                    RUN),
            new Rule(s -> new Cause(
                    "HOST_NOT_SEEN",
                    "has not tried to connect",
                    s.wasThere() ? "its agent does not connect any more" : "it has not tried to connect yet",
                    "",
                    RUN)));

    Causes(Remedy remedy) {
        this.remedy = remedy;
    }

    /**
     * One row of the table.
     *
     * @param test the cause where it fits, else null
     */
    private record Rule(Function<Signs, @Nullable Cause> test) {

        /** What a look has found, and nothing else is known. */
        static Rule seen(
                Look.Kind kind,
                String code,
                String summary,
                Function<Signs, String> text,
                Function<Signs, String> hint,
                String lead) {
            return new Rule(signs -> {
                Look look = signs.look();
                return look != null && look.kind() == kind
                        ? new Cause(code, summary, text.apply(signs), hint.apply(signs), lead)
                        : null;
            });
        }
    }

    /**
     * What came of a rule.
     *
     * @param summary the same for all hosts of this cause
     * @param hint what to do first; may be empty
     * @param lead what stands before the command
     */
    private record Cause(String code, String summary, String text, String hint, String lead) {}

    /**
     * Decides.
     *
     * @param joined whether the host has a certificate of this cluster
     * @param ageMs since when the cause has been this one, which is not decided here
     */
    Missing of(Signs signs, boolean joined, long ageMs) {
        Cause cause = rules.stream()
                .flatMap(rule -> Optional.ofNullable(rule.test().apply(signs)).stream())
                .findFirst()
                .orElseThrow();
        boolean withToken = remedy.joinsByToken() && (!joined || ENDED_BY_A_TOKEN.contains(cause.code()));
        String command = signs.here() ? "" : remedy.startCommand(signs.host(), withToken);
        return new Missing(
                Failure.of(cause.code(), cause.text(), hint(cause, withToken, command)),
                cause.summary(),
                command,
                ageMs);
    }

    /** In the order in which it is to be done: the command comes last. */
    private String hint(Cause cause, boolean withToken, String command) {
        List<String> parts = new ArrayList<>();
        parts.add(cause.hint());
        if (!command.isEmpty()) {
            if (withToken) {
                parts.add(cause.hint().contains("token create") ? Remedy.TOKEN_MADE : remedy.tokenAdvice());
            }
            parts.add(withToken && cause.lead().equals(RUN) ? RUN_THEN : cause.lead());
        }
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }

    private static @Nullable Cause refused(Signs signs) {
        Try refused = signs.refused();
        if (refused == null) {
            return null;
        }
        Failure failure = refused.failure();
        return new Cause(
                failure.code(),
                "tried to connect and was refused (" + failure.code() + ")",
                "it tried to connect" + times(refused) + " from " + refused.address() + " and was refused: "
                        + failure.message() + clock(refused.aheadMs()),
                failure.hint(),
                failure.hint().isEmpty() ? RUN : RUN_THEN);
    }

    private static @Nullable Cause otherwise(Signs signs) {
        Try broken = signs.otherwise();
        if (broken == null) {
            return null;
        }
        Failure failure = broken.failure();
        return new Cause(
                failure.code(),
                "connects, and comes to nothing (" + failure.code() + ")",
                "its machine (" + broken.address() + ") connects" + times(broken) + ", and " + failure.message()
                        + clock(broken.aheadMs()),
                failure.hint(),
                RUN_THEN);
    }

    private static @Nullable Cause here(Signs signs) {
        return signs.here()
                ? new Cause(
                        "HOST_NOT_SEEN",
                        "has not tried to connect",
                        "this machine's own agent has not registered yet",
                        "See muster.log of this host.",
                        RUN)
                : null;
    }

    private static String detail(Signs signs) {
        Look look = signs.look();
        return look == null ? "" : look.detail();
    }

    private static String times(Try last) {
        return last.times() == 1 ? "" : " " + last.times() + " times";
    }

    private static String clock(long aheadMs) {
        long seconds = Math.abs(aheadMs) / 1000;
        if (Math.abs(aheadMs) < CLOCK_TOLD_MS) {
            return "";
        }
        return "; its clock is " + (seconds < 120 ? seconds + " s" : seconds / 60 + " min")
                + (aheadMs > 0 ? " ahead" : " behind");
    }
}
