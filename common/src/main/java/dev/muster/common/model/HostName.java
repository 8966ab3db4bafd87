package dev.muster.common.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Key of a host in cluster.json, in canonical form: an IPv4 address, an IPv6 address as RFC 5952 writes it (no brackets),
 * or a lower-case DNS name without the trailing dot. Two spellings of one host are equal.
 */
public record HostName(String value) implements Comparable<HostName> {

    private static final Pattern DNS = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})([.](25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}");

    public HostName {
        if (value.isEmpty() || value.length() > 253) {
            throw new IllegalArgumentException("not a host name: " + value);
        }
    }

    /** The canonical name for {@code text}, or empty when it is neither an address nor a DNS name. */
    public static Optional<HostName> parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
            return name.contains(":") ? Ipv6.canonical(name).map(HostName::new) : Optional.empty();
        }
        if (name.contains(":")) {
            return Ipv6.canonical(name).map(HostName::new);
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (DIGITS_AND_DOTS.matcher(name).matches()) {
            return IPV4.matcher(name).matches() ? Optional.of(new HostName(name)) : Optional.empty();
        }
        return DNS.matcher(name).matches() ? Optional.of(new HostName(name)) : Optional.empty();
    }

    /** As {@link #parse}, for names that are known to be good. */
    public static HostName of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a host name: " + text));
    }

    public boolean isIpv4() {
        return IPV4.matcher(value).matches();
    }

    public boolean isIpv6() {
        return value.indexOf(':') >= 0;
    }

    /** 127.0.0.0/8, ::1 or localhost. */
    public boolean isLoopback() {
        return value.equals("localhost") || value.equals("::1") || (isIpv4() && value.startsWith("127."));
    }

    /** Whether {@code text} is a loopback address; what is no host name at all is none. */
    public static boolean namesLoopback(String text) {
        return parse(text).map(HostName::isLoopback).orElse(false);
    }

    /** As it stands in a URL: IPv6 addresses in brackets. */
    public String inUrl() {
        return isIpv6() ? "[" + value + "]" : value;
    }

    @Override
    public int compareTo(HostName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
