package dev.muster.common.model.spec;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many hosts of a role must be there for a start to go on: a share of them, rounded up, or a number.
 *
 * @param amount the share's numerator, or the number of hosts; at least 1
 * @param of the share's denominator, at least {@code amount}; 0 when {@code amount} is a number of hosts
 */
public record Requirement(int amount, int of) {

    /** What a share may be a part of; more hosts no file has. */
    private static final int DIGITS_MAX = 5;

    private static final int PERCENT = 100;
    private static final Pattern SHARE =
            Pattern.compile("([1-9][0-9]{0,%1$d})(?:%%|/([1-9][0-9]{0,%1$d}))".formatted(DIGITS_MAX - 1));

    public Requirement {
        if (amount < 1 || of != 0 && of < amount) {
            throw new IllegalArgumentException("no part of the hosts: " + amount + "/" + of);
        }
    }

    /** So many hosts. */
    public static Requirement hosts(int number) {
        return new Requirement(number, 0);
    }

    /**
     * A share as it is written, {@code 80%} or {@code 2/3}; empty when it is none. One of more than all is refused too, and
     * {@link #isMoreThanAll} tells it apart.
     */
    public static Optional<Requirement> share(String text) {
        Matcher share = SHARE.matcher(text);
        if (!share.matches() || isMoreThanAll(text)) {
            return Optional.empty();
        }
        return Optional.of(new Requirement(Integer.parseInt(share.group(1)), denominator(share)));
    }

    /** Whether {@code text} is a share in its form, but one of more than there is. */
    public static boolean isMoreThanAll(String text) {
        Matcher share = SHARE.matcher(text);
        return share.matches() && Integer.parseInt(share.group(1)) > denominator(share);
    }

    private static int denominator(Matcher share) {
        return share.group(2) == null ? PERCENT : Integer.parseInt(share.group(2));
    }

    /** How many of {@code hosts} that are. */
    public int hostsOf(int hosts) {
        return of == 0 ? amount : (int) (((long) hosts * amount + of - 1) / of);
    }

    /** As it is written in a file, without quotes. */
    @Override
    public String toString() {
        return amount + (of == 0 ? "" : of == PERCENT ? "%" : "/" + of);
    }
}
