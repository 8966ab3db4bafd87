package dev.muster.agent.install;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IPv4 addresses such as 10.0.0.0/8, as {@code no_proxy} may hold.
 *
 * @param address first address, as a number
 * @param bits length of the prefix, 0 to 32
 */
record Ipv4Block(long address, int bits) {

    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    static Optional<Ipv4Block> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d|[12]\\d|3[0-2]")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return number(text.substring(0, slash)).map(address -> new Ipv4Block(address, bits));
    }

    /** Whether the host is written as an address of this block; a name is not looked up. */
    boolean contains(String host) {
        return number(host)
                .filter(other -> other >> (32 - bits) == address >> (32 - bits))
                .isPresent();
    }

    private static Optional<Long> number(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = 0;
        for (int part = 1; part <= 4; part++) {
            int value = Integer.parseInt(matcher.group(part));
            if (value > 255) {
                return Optional.empty();
            }
            number = number << 8 | value;
        }
        return Optional.of(number);
    }
}
