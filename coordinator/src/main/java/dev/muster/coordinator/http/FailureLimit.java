package dev.muster.coordinator.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts tokens that nobody has made, by the address that they come from. After {@value #FAILURES_MAX} within a minute the
 * address is heard no more until the minute is over, whatever it shows: otherwise the limit would itself tell which guess was
 * right. The table is bounded: when it is full, some are forgotten.
 */
final class FailureLimit {

    static final int FAILURES_MAX = 20;
    static final long WINDOW_MS = 60_000;
    static final int ADDRESSES_MAX = 10_000;

    private static final int IPV6_NETWORK_BYTES = 8;

    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    private record Window(long sinceMs, int failures) {
        boolean isOver(long nowMs) {
            return nowMs - sinceMs >= WINDOW_MS;
        }
    }

    /** How long {@code address} is not heard, from now on; 0 when it is. */
    long blockedMs(InetAddress address, long nowMs) {
        Window window = windows.get(key(address));
        return window == null || window.isOver(nowMs) || window.failures < FAILURES_MAX
                ? 0
                : window.sinceMs + WINDOW_MS - nowMs;
    }

    void failed(InetAddress address, long nowMs) {
        String key = key(address);
        if (windows.size() >= ADDRESSES_MAX && !windows.containsKey(key)) {
            makeRoom(nowMs);
        }
        windows.compute(
                key,
                (k, old) -> old == null || old.isOver(nowMs)
                        ? new Window(nowMs, 1)
                        : new Window(old.sinceMs, old.failures + 1));
    }

    int size() {
        return windows.size();
    }

    private void makeRoom(long nowMs) {
        windows.values().removeIf(window -> window.isOver(nowMs));
        Iterator<String> any = windows.keySet().iterator();
        while (windows.size() >= ADDRESSES_MAX && any.hasNext()) {
            any.next();
            any.remove();
        }
    }

    /** Who has one IPv6 address has a whole network of them. */
    private static String key(InetAddress address) {
        return address instanceof Inet6Address
                ? Arrays.toString(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
                : address.getHostAddress();
    }
}
