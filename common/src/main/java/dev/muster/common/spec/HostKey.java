package dev.muster.common.spec;

import dev.muster.common.model.HostName;
import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text that names a host, and what is wrong with it when it names none. */
final class HostKey {

    private static final Pattern URL = Pattern.compile("[a-z]+://.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F.:]+/[0-9]+");
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^\\]]*\\]|[^:]+):[0-9]+");
    private static final Pattern PADDED = Pattern.compile("[0-9]+([.][0-9]+){3}");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    private static final String MAPPED_IPV4 = "::ffff:";

    private HostKey() {}

    /** The host, or empty after a problem at {@code at}. */
    static Optional<HostName> parse(String text, Span at, Problems problems) {
        Optional<HostName> host = HostName.parse(text);
        if (host.isEmpty()) {
            problems.add(ProblemCode.NOT_A_HOST, at, Quoted.of(text) + " is not a host name or address", hint(text));
            return host;
        }
        String unusable = unusable(host.get());
        if (!unusable.isEmpty()) {
            problems.add(
                    ProblemCode.ADDRESS_UNUSABLE,
                    at,
                    Quoted.of(text) + " is " + unusable,
                    "write the address that the other hosts reach this one at");
            return Optional.empty();
        }
        return host;
    }

    private static String unusable(HostName host) {
        String name = host.value();
        if (host.isIpv4()) {
            int first = Integer.parseInt(name.substring(0, name.indexOf('.')));
            if (first == 0) {
                return "no host's own address";
            }
            return name.equals("255.255.255.255") || (first >= 224 && first < 240) ? "an address of many hosts" : "";
        }
        if (!host.isIpv6()) {
            return "";
        }
        if (name.equals("::")) {
            return "no host's own address";
        }
        if (name.startsWith(MAPPED_IPV4)) {
            return "an IPv4 address in IPv6 form";
        }
        return name.startsWith("ff") && name.indexOf(':') == 4 ? "an address of many hosts" : "";
    }

    private static String hint(String text) {
        if (text.isBlank()) {
            return "write a name or an address";
        }
        if (URL.matcher(text).matches()) {
            return "write only the name or address, without " + Quoted.bare(text.substring(0, text.indexOf(':') + 3));
        }
        if (NETWORK.matcher(text).matches()) {
            return "a network is not a host; write one address, or a pattern such as 10.0.0.[1-9]";
        }
        if (text.indexOf('%') > 0) {
            return "an address with a zone means something else on every host; write a global address";
        }
        if (WITH_PORT.matcher(text).matches()) {
            return "write only the name or address, without the port";
        }
        if (PADDED.matcher(text).matches()) {
            return ipv4Hint(text);
        }
        if (NUMBERS.matcher(text).matches()) {
            return "an IPv4 address has four numbers, for example 192.168.1.40";
        }
        return nameHint(text);
    }

    private static String ipv4Hint(String text) {
        StringBuilder plain = new StringBuilder();
        for (String number : text.split("[.]", -1)) {
            String stripped = number.replaceFirst("^0+(?=.)", "");
            if (stripped.length() > 3 || Integer.parseInt(stripped) > 255) {
                return "each of the four numbers is at most 255";
            }
            plain.append(plain.isEmpty() ? "" : ".").append(stripped);
        }
        return "write it without leading zeros: " + plain;
    }

    private static String nameHint(String text) {
        if (text.indexOf(':') >= 0) {
            return "an IPv6 address looks like 2001:db8::7";
        }
        if (text.chars().anyMatch(Character::isWhitespace)) {
            return "a name has no blanks";
        }
        if (text.chars().anyMatch(c -> c > 127)) {
            return asciiForm(text);
        }
        if (text.length() > 253) {
            return "a name has at most 253 characters";
        }
        return "a name has letters, digits, - and _ in parts of at most 63 characters, with dots between";
    }

    private static String asciiForm(String text) {
        String other = "a name has ASCII letters only";
        if (text.length() > 253 || !Values.isPlain(text)) {
            return other;
        }
        try {
            String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
            return HostName.parse(ascii).isPresent() ? "write its ASCII form: " + Quoted.bare(ascii) : other;
        } catch (IllegalArgumentException noName) {
            return other;
        }
    }
}
