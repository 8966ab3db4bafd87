package dev.muster.common.model;

import java.util.Optional;

/** IPv6 text to its one canonical form (RFC 5952), without asking a resolver. */
final class Ipv6 {

    private static final int GROUPS = 8;

    private Ipv6() {}

    /** The canonical form of {@code text} (lower case, no brackets), or empty when it is not an IPv6 address. */
    static Optional<String> canonical(String text) {
        String address = text;
        int lastColon = address.lastIndexOf(':');
        if (address.indexOf('.') > lastColon) {
            Optional<String> tail = embeddedIpv4(address.substring(lastColon + 1));
            if (tail.isEmpty()) {
                return Optional.empty();
            }
            address = address.substring(0, lastColon + 1) + tail.get();
        }
        int gap = address.indexOf("::");
        if (gap != address.lastIndexOf("::")) {
            return Optional.empty();
        }
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            return read(address, groups, 0) == GROUPS ? Optional.of(write(groups)) : Optional.empty();
        }
        int[] tail = new int[GROUPS];
        int before = read(address.substring(0, gap), groups, 0);
        int after = read(address.substring(gap + 2), tail, 0);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return Optional.empty();
        }
        System.arraycopy(tail, 0, groups, GROUPS - after, after);
        return Optional.of(write(groups));
    }

    private static Optional<String> embeddedIpv4(String text) {
        Optional<HostName> ipv4 = HostName.parse(text).filter(HostName::isIpv4);
        return ipv4.map(host -> {
            String[] parts = host.value().split("[.]", -1);
            int high = Integer.parseInt(parts[0]) << 8 | Integer.parseInt(parts[1]);
            int low = Integer.parseInt(parts[2]) << 8 | Integer.parseInt(parts[3]);
            return Integer.toHexString(high) + ":" + Integer.toHexString(low);
        });
    }

    /** Reads colon-separated groups into {@code groups}; how many there were, or -1 when the text is malformed. */
    private static int read(String text, int[] groups, int start) {
        if (text.isEmpty()) {
            return start;
        }
        int count = start;
        for (String group : text.split(":", -1)) {
            if (count == GROUPS || group.isEmpty() || group.length() > 4 || !group.matches("[0-9a-f]+")) {
                return -1;
            }
            groups[count++] = Integer.parseInt(group, 16);
        }
        return count;
    }

    /** RFC 5952 section 4: no leading zeros, and the longest run of two or more zero groups becomes "::". */
    private static String write(int[] groups) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
            } else {
                if (i > 0 && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}
