package dev.muster.coordinator.board;

import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.HostSpec;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the machines of hosts that are waited for, now and then and few at a time. What it costs is bounded whatever the
 * number of hosts: {@value #AT_ONCE} looks at one time of at most a few seconds each, no host more often than once in
 * {@value #EVERY_MS} ms, and as long as nothing changes there less and less often.
 */
final class Lookout implements AutoCloseable {

    static final int AT_ONCE = 8;
    static final long EVERY_MS = 15_000;

    /** Between two looks at a machine at which nothing changes. */
    static final long RARELY_MS = 60_000;

    private static final long THREAD_IDLE_S = 20;

    private final Eye eye;
    private final Clock clock;
    private final Map<HostName, Seen> seen = new ConcurrentHashMap<>();
    private final Set<HostName> underWay = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;

    /** The deed itself; takes seconds, and is done on a thread of its own. */
    interface Eye {
        Sight at(String reachableAt);
    }

    /**
     * What came of a look.
     *
     * @param address of the machine; null when its name does not resolve
     */
    record Sight(Look look, @Nullable InetAddress address) {}

    private record Seen(Sight sight, long atMs, long pauseMs) {}

    Lookout(Eye eye, Clock clock) {
        this.eye = eye;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                THREAD_IDLE_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("muster-lookout"));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Looks at those whose time has come, as many as there is room for; forgets all others. Does not block. */
    void follow(Collection<HostSpec> missing) {
        long nowMs = clock.nowMs();
        Set<HostName> names = new HashSet<>();
        for (HostSpec host : missing) {
            names.add(host.name());
            if (underWay.size() < AT_ONCE && isDue(host.name(), nowMs) && underWay.add(host.name())) {
                begin(host, nowMs);
            }
        }
        seen.keySet().retainAll(names);
    }

    /** A look that ended just now may have been under way when it was found to be due: so that is asked again. */
    private void begin(HostSpec host, long nowMs) {
        if (isDue(host.name(), nowMs)) {
            threads.execute(() -> look(host));
        } else {
            underWay.remove(host.name());
        }
    }

    private boolean isDue(HostName host, long nowMs) {
        Seen last = seen.get(host);
        return last == null || nowMs - last.atMs >= last.pauseMs;
    }

    private void look(HostSpec host) {
        try {
            Sight sight = eye.at(host.reachableAt());
            seen.compute(host.name(), (name, before) -> {
                boolean same = before != null && before.sight.look().equals(sight.look());
                return new Seen(sight, clock.nowMs(), same ? Math.min(RARELY_MS, 2 * before.pauseMs) : EVERY_MS);
            });
        } finally {
            underWay.remove(host.name());
        }
    }

    /** What the last look at {@code host} has found. */
    Optional<Sight> of(HostName host) {
        return Optional.ofNullable(seen.get(host)).map(Seen::sight);
    }

    /** Whether a look is under way. */
    boolean isBusy() {
        return !underWay.isEmpty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
