package dev.muster.cli.command;

import dev.muster.common.model.Check;
import dev.muster.common.model.HostName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the hosts of a cluster find when they look at themselves, asked through the coordinator. */
final class ClusterChecks {

    private static final int AT_ONCE = 16;

    private ClusterChecks() {}

    /** A further client of the same coordinators. */
    interface Opening {
        CoordinatorClient open() throws CommandFailure;
    }

    /** Several at one time, each of them with a client of its own: one asks one thing after another. */
    static Map<String, List<Check>> ofAll(List<HostName> hosts, Opening opening) throws CommandFailure {
        int count = Math.min(AT_ONCE, hosts.size());
        ExecutorService workers = Executors.newFixedThreadPool(count);
        try {
            Queue<HostName> open = new ConcurrentLinkedQueue<>(hosts);
            Map<HostName, List<Check>> answers = new ConcurrentHashMap<>();
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                asking.add(workers.submit(() -> {
                    CoordinatorClient client = opening.open();
                    for (HostName next = open.poll(); next != null; next = open.poll()) {
                        answers.put(next, orWhyNot(client, next));
                    }
                    return null;
                }));
            }
            for (Future<?> each : asking) {
                each.get();
            }
            Map<String, List<Check>> found = new LinkedHashMap<>();
            hosts.forEach(each -> found.put(each.value(), answers.getOrDefault(each, List.of())));
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.of(ExitCode.INTERRUPTED, "INTERRUPTED", "interrupted", "");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailure failure
                    ? failure
                    : CommandFailure.of(
                            ExitCode.FAILED, "INTERNAL", String.valueOf(e.getCause()), "This is a bug; report it.");
        } finally {
            workers.shutdownNow();
        }
    }

    /** A host whose agent does not answer is one of the findings, not the end of the command. */
    private static List<Check> orWhyNot(CoordinatorClient coordinator, HostName host) throws CommandFailure {
        try {
            return ChecksJson.read(coordinator.checks(host));
        } catch (CommandFailure e) {
            String code = e.failure().code();
            if (code.equals("AGENT_AWAY") || code.equals("AGENT_SLOW")) {
                return List.of(Check.failed("agent", null, e.failure()));
            }
            throw e;
        }
    }
}
