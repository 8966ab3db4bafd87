package dev.muster.coordinator.board;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.net.CloseReason;
import dev.muster.coordinator.sessions.AttemptListener;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who tried to connect and came to nothing: of hosts of the file by their name, of connections that broke before a name was
 * said by their address. Thread-safe; as large as the file at most, and {@value #ADDRESSES_MAX} addresses.
 */
final class Tries implements AttemptListener {

    static final int ADDRESSES_MAX = 1_000;

    /** An agent tries again every few seconds: what broke longer ago than this breaks no more. */
    static final long BROKEN_LASTS_MS = 60_000;

    /** Everyday business: the agent asks the next coordinator, or a newer agent of the same host is there. */
    private static final Set<String> NO_OBSTACLE = Set.of("NOT_LEADING", "OLD_INCARNATION");

    private Set<HostName> hosts;
    private final Map<HostName, Try> refused = new LinkedHashMap<>();
    private final Map<InetAddress, Try> broken = new LinkedHashMap<>();
    private final Map<InetAddress, Named> named = new LinkedHashMap<>();

    /** Somebody was refused who said to be {@code host}. */
    private record Named(HostName host, Try last) {}

    /** @param hosts those of the file; nobody else is remembered */
    Tries(Set<HostName> hosts) {
        this.hosts = Set.copyOf(hosts);
    }

    /** The file has these hosts from now on. */
    synchronized void follow(Set<HostName> newHosts) {
        hosts = Set.copyOf(newHosts);
        refused.keySet().retainAll(hosts);
    }

    @Override
    public synchronized void refused(HostName host, InetAddress address, Failure failure, long aheadMs, long nowMs) {
        if (NO_OBSTACLE.contains(failure.code())) {
            return;
        }
        Named before = named.remove(address); // so that the latest stand at the end
        Failure under = Failure.of(failure.code(), "says to be " + host + ": " + failure.message(), failure.hint());
        named.put(address, new Named(host, again(before == null ? null : before.last, under, address, aheadMs, nowMs)));
        forgetOldest(named);
        if (hosts.contains(host)) {
            refused.put(host, again(refused.get(host), failure, address, aheadMs, nowMs));
        }
    }

    private static Try again(@Nullable Try last, Failure failure, InetAddress address, long aheadMs, long nowMs) {
        int before = last == null || !last.failure().code().equals(failure.code()) ? 0 : last.times();
        return new Try(failure, address.getHostAddress(), nowMs, before + 1, aheadMs);
    }

    private static void forgetOldest(Map<InetAddress, ?> addresses) {
        if (addresses.size() > ADDRESSES_MAX) {
            addresses.remove(addresses.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void welcomed(HostName host) {
        refused.remove(host);
    }

    @Override
    public synchronized void broken(InetAddress address, CloseReason reason, String detail, long nowMs) {
        Optional<Failure> failure = words(reason, detail);
        if (failure.isEmpty()) {
            return;
        }
        Try last = broken.remove(address); // so that the latest stand at the end
        Try recent = last != null && nowMs - last.atMs() <= BROKEN_LASTS_MS ? last : null;
        broken.put(address, again(recent, failure.get(), address, 0, nowMs));
        forgetOldest(broken);
    }

    synchronized Optional<Try> refusedOf(HostName host) {
        return Optional.ofNullable(refused.get(host));
    }

    /** What the machine of {@code host} at {@code address} came up against without saying that it is this host. */
    synchronized Optional<Try> otherwise(HostName host, InetAddress address, long nowMs) {
        Named other = named.get(address);
        if (other != null && !other.host.equals(host)) {
            return Optional.of(other.last);
        }
        return Optional.ofNullable(broken.get(address)).filter(last -> nowMs - last.atMs() <= BROKEN_LASTS_MS);
    }

    /** Forgets everything: another coordinator leads, and this one hears nobody any more. */
    synchronized void forget() {
        refused.clear();
        broken.clear();
        named.clear();
    }

    /** Empty for what says nothing about an agent, such as a connection that was closed at once: somebody only looked. */
    private static Optional<Failure> words(CloseReason reason, String detail) {
        return switch (reason) {
            case TLS_FAILED ->
                Optional.of(Failure.of(
                        "HOST_TLS_FAILED",
                        "no encrypted connection comes about" + (detail.isEmpty() ? "" : ": " + detail),
                        "One side does not trust the other's certificate. The screen of that host says more. Compare both"
                                + " machines' clocks (date -u) and cluster.json; when it has joined another cluster before, move"
                                + " its folder identity away and join anew."));
            case OTHER_FRAMING ->
                Optional.of(Failure.of(
                        "HOST_OTHER_FRAMING",
                        "it is a Muster of another version",
                        "Install the same Muster version on both: muster version."));
            case NOT_MUSTER ->
                Optional.of(Failure.of(
                        "HOST_NOT_MUSTER",
                        "what comes is not Muster's protocol",
                        "Something else than an agent connects to this port from there: ss -tnp there shows it."));
            case FIRST_FRAME_TIMEOUT, TRUNCATED_FRAME ->
                Optional.of(Failure.of(
                        "HOST_SAYS_NOTHING",
                        "nothing whole comes through",
                        "Long packets may be lost on the way: compare the MTU of the machines and of what is between them"
                                + " (ip link), and let ICMP pass."));
            case PEER_CLOSED,
                    BROKEN,
                    SLOW_FRAME,
                    OVERSIZED_FRAME,
                    MALFORMED_MESSAGE,
                    UNEXPECTED_MESSAGE,
                    IDLE,
                    SLOW_CONSUMER,
                    TOO_MANY_CONNECTIONS,
                    ENDED_HERE,
                    SHUTTING_DOWN,
                    FAILED_HERE -> Optional.empty();
        };
    }
}
