package dev.muster.benchmarks.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.benchmarks.Folders;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.audit.AuditLog;
import dev.muster.coordinator.http.EventFeed;
import dev.muster.coordinator.http.HttpApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * {@code bin/bench page}: the real page in a real Chromium, from the real HTTP interface, while a cluster of many hosts comes up,
 * fails and loses half of its hosts. What is measured are the browser's own entries of long tasks.
 */
public final class PageBench {

    /** How it is called. */
    public static final String USAGE = "bin/bench page [HOSTS]     (500)";

    private static final int HOSTS = 500;
    private static final double TASK_GOAL_MS = 100;
    private static final double NANOS_A_SECOND = 1e9;
    private static final int FRAMES_SHOWN = 5;
    private static final long STEP_MS = 1_000;
    private static final long FIRST_MS = 40_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Double> tasks = new ArrayList<>();
    private final List<Double> works = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private double playedSeconds;
    private int rowsMax;
    private int eventsMax;
    private String state = "";

    private PageBench() {}

    /** A frame that took long, and what it was made of. */
    private record Frame(double ms, String what) {}

    /** Measures and prints. */
    public static void run(String[] arguments) throws Exception {
        int hosts = arguments.length == 0 ? HOSTS : Integer.parseInt(arguments[0]);
        boolean met = new PageBench().measure(hosts);
        System.exit(met ? 0 : 1); // HTTP clients keep threads for a while
    }

    private boolean measure(int hosts) throws Exception {
        Path folder = Files.createTempDirectory("muster-bench-");
        EventFeed feed = new EventFeed(Clock.system());
        BigCluster cluster = new BigCluster(hosts, feed::publish);
        StandIn standIn = new StandIn(cluster);
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.OFF, 256, 1 << 20, 10_000, 60_000);
        try (AuditLog audit = AuditLog.open(folder, Clock.system())) {
            HttpApi.Behind behind =
                    new HttpApi.Behind(new ClusterName("bench"), standIn, standIn, standIn, feed, audit, null);
            HttpApi.Start start = HttpApi.start(settings, HostName.of("127.0.0.1"), behind, Clock.system());
            if (!(start instanceof HttpApi.Start.Running running)) {
                throw new IOException("not started: " + start);
            }
            try (HttpApi api = running.api();
                    Front front = new Front(api.addresses().get(0))) {
                List<Runnable> steps = cluster.steps();
                long seconds = (2L * steps.size() * STEP_MS + FIRST_MS) / 2_000;
                try (Browser browser = new Browser(front.url(), folder, seconds)) {
                    play(steps, front);
                    return print(hosts, browser.trace().since(front.servedNanos()));
                }
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private void play(List<Runnable> steps, Front front) throws Exception {
        long deadline = System.nanoTime() + FIRST_MS * 1_000_000;
        while (front.seen().isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the page told nothing within " + FIRST_MS / 1000 + " s");
            }
            Thread.sleep(50);
        }
        for (Runnable step : steps) {
            step.run();
            Thread.sleep(STEP_MS);
        }
        Thread.sleep(5 * STEP_MS);
        playedSeconds = (System.nanoTime() - front.servedNanos()) / NANOS_A_SECOND;
        for (String told : front.seen()) {
            JsonNode seen = JSON.readTree(told);
            seen.path("tasks").forEach(task -> tasks.add(task.path("ms").asDouble()));
            seen.path("frames")
                    .forEach(frame -> frames.add(new Frame(
                            frame.path("ms").asDouble(), frame.path("what").asText())));
            works.add(seen.path("workMs").asDouble());
            rowsMax = Math.max(rowsMax, seen.path("rows").asInt());
            eventsMax = Math.max(eventsMax, seen.path("events").asInt());
            state = seen.path("state").asText();
        }
    }

    private boolean print(int hosts, Trace trace) {
        Collections.sort(tasks);
        Collections.sort(works);
        boolean whole =
                trace.seconds() > works.size() / 10.0 && state.equals("STARTED") && rowsMax > 1 && eventsMax > 1;
        boolean met = whole && trace.over(TASK_GOAL_MS).isEmpty();
        say(
                "page, %d hosts: %d looks, at most %d rows and %d events drawn, at the end %s",
                hosts, works.size(), rowsMax, eventsMax, state);
        say(
                "  processor time of a task: longest %.0f ms, over 50 ms %d, over %.0f ms %d of %d in %.0f s   goal 0  %s",
                trace.longestMs(),
                trace.over(50).size(),
                TASK_GOAL_MS,
                trace.over(TASK_GOAL_MS).size(),
                trace.tasks().size(),
                trace.seconds(),
                met ? "met" : "MISSED");
        say(
                "  long tasks as the page sees them: %d, longest %.0f ms, over %.0f ms %d",
                tasks.size(),
                tasks.isEmpty() ? 0 : tasks.get(tasks.size() - 1),
                TASK_GOAL_MS,
                tasks.stream().filter(ms -> ms > TASK_GOAL_MS).count());
        say(
                "  the same small work took %.1f to %.1f ms, median %.1f: the more they differ, the more of that is other processes'",
                works.get(0), works.get(works.size() - 1), works.get(works.size() / 2));
        trace.over(50)
                .forEach(task -> say(
                        "  at %.1f s a task of %.0f ms on thread %s",
                        trace.secondsTo(task), task.cpuMs(), task.thread()));
        frames.stream()
                .sorted(Comparator.comparingDouble(Frame::ms).reversed())
                .limit(FRAMES_SHOWN)
                .forEach(frame -> say("  a frame of %.0f ms: %s", frame.ms(), frame.what()));
        return met;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
