package dev.muster.coordinator.balancer;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does one deed. What waits is left and gone on with later, so that nobody is kept from a place meanwhile. One thread at a time. */
final class Doing {

    /** Between two looks at connections. */
    static final long LOOK_MS = 1_000;

    /** Between two looks at a server that was made ready. */
    private static final long UP_LOOK_MS = 200;

    /** For HAProxy's own health check to find a server up: several of its checks. */
    static final long UP_WAIT_MS = 30_000;

    private final HookRunner runner;
    private final Clock clock;
    private boolean told;

    Doing(HookRunner runner, Clock clock) {
        this.runner = runner;
        this.clock = clock;
    }

    /** What came of going on. */
    sealed interface Result {
        /** Go on after a time. */
        record Again(long afterMs) implements Result {}

        /** It is over. */
        record Over(
                @Nullable Failure failure,
                List<String> said,
                @Nullable Integer exitCode) implements Result {}
    }

    /** Goes on; {@code elapsedMs} is the time since the task began. */
    Result go(Deed deed, long elapsedMs) {
        if (deed instanceof Deed.Script script) {
            HookRunner.Ended ended = runner.run(script);
            return new Result.Over(
                    ended.failure().orElse(null),
                    ended.lines(),
                    ended.exitCode().orElse(null));
        }
        if (deed instanceof Deed.Tell tell) {
            return tell(tell, elapsedMs);
        }
        if (deed instanceof Deed.Wait wait) {
            return elapsedMs >= wait.waitMs()
                    ? out(wait.server(), List.of())
                    : new Result.Again(wait.waitMs() - elapsedMs);
        }
        if (deed instanceof Deed.Drain drain) {
            return drain(drain, elapsedMs);
        }
        return over(List.of());
    }

    private static Result over(List<String> said) {
        return new Result.Over(null, said, null);
    }

    private static Result failed(Failure failure) {
        return new Result.Over(failure, List.of(), null);
    }

    private Result tell(Deed.Tell tell, long elapsedMs) {
        Optional<Failure> failure = told ? Optional.empty() : set(tell.server(), tell.wanted());
        if (failure.isPresent()) {
            return failed(failure.get());
        }
        told = true;
        return tell.wanted() == HaproxyServer.Wanted.READY ? up(tell.server(), elapsedMs) : over(List.of());
    }

    /** A member that was put back counts as such when users are sent to it: the next one is taken out after that. */
    private Result up(HaproxyServer server, long elapsedMs) {
        for (HaproxyRuntime haproxy : each(server)) {
            HaproxyRuntime.Look look = haproxy.look();
            if (look instanceof HaproxyRuntime.Look.Unseen unseen) {
                return failed(unseen.failure());
            }
            HaproxyRuntime.Look.Seen seen = (HaproxyRuntime.Look.Seen) look;
            if (!seen.isUp()) {
                return elapsedMs < UP_WAIT_MS ? new Result.Again(UP_LOOK_MS) : failed(haproxy.notUp(seen.status()));
            }
        }
        return over(List.of());
    }

    private Result drain(Deed.Drain drain, long elapsedMs) {
        boolean timeIsUp = elapsedMs >= drain.timeoutMs();
        Count count = count(drain.counting());
        if (count.number == 0) {
            return out(drain.counting(), List.of("no connections are left"));
        }
        if (!timeIsUp) {
            return new Result.Again(Math.min(LOOK_MS, drain.timeoutMs() - elapsedMs));
        }
        if (count.failure != null) {
            return failed(count.failure);
        }
        String said = count.number + (count.number == 1 ? " connection is" : " connections are") + " left after "
                + drain.timeoutMs() + " ms";
        return out(drain.counting(), List.of(said));
    }

    /** A number, or why there is none. */
    private record Count(long number, @Nullable Failure failure) {
        static Count none(Failure failure) {
            return new Count(-1, failure);
        }
    }

    private Count count(Deed.Counting counting) {
        if (counting instanceof Deed.Counting.ByHaproxy haproxy) {
            long sum = 0;
            for (HaproxyRuntime each : each(haproxy.server())) {
                HaproxyRuntime.Look look = each.look();
                if (look instanceof HaproxyRuntime.Look.Unseen unseen) {
                    return Count.none(unseen.failure());
                }
                sum += ((HaproxyRuntime.Look.Seen) look).sessions();
            }
            return new Count(sum, null);
        }
        Deed.Script script = ((Deed.Counting.ByScript) counting).script();
        HookRunner.Ended ended = runner.run(script);
        if (ended.failure().isPresent()) {
            return Count.none(ended.failure().get());
        }
        List<String> lines = ended.lines();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
        if (!last.matches("[0-9]{1,18}")) {
            String message = script.argv().get(0) + " printed no number of connections on its last line";
            String hint = "it must print a number, and 0 when none is left";
            return Count.none(new Failure("BALANCER_NO_NUMBER", message, hint, lines));
        }
        return new Count(Long.parseLong(last), null);
    }

    private Result out(Deed.Counting counting, List<String> said) {
        return counting instanceof Deed.Counting.ByHaproxy haproxy ? out(haproxy.server(), said) : over(said);
    }

    /** Who has a cookie for a server that only drains would still be sent there, when it is stopped. */
    private Result out(@Nullable HaproxyServer server, List<String> said) {
        Optional<Failure> failure = server == null ? Optional.empty() : set(server, HaproxyServer.Wanted.MAINT);
        return failure.map(Doing::failed).orElseGet(() -> over(said));
    }

    /** All are told, whatever one of them says: what is asked again is asked of all. */
    private Optional<Failure> set(HaproxyServer server, HaproxyServer.Wanted wanted) {
        List<Failure> failures = each(server).stream()
                .map(haproxy -> haproxy.set(wanted))
                .flatMap(Optional::stream)
                .toList();
        return failures.stream().findFirst();
    }

    private List<HaproxyRuntime> each(HaproxyServer server) {
        List<HaproxyRuntime> all = new ArrayList<>();
        server.sockets().forEach(socket -> all.add(new HaproxyRuntime(server, socket, clock)));
        return all;
    }
}
