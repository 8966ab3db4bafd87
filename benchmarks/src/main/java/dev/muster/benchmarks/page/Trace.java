package dev.muster.benchmarks.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Chromium wrote down of its own work (Trace Event Format): how much processor time each task of a page's thread took. A
 * long task's duration also has in it what other processes did meanwhile; its processor time has not.
 *
 * <p>Its clock is the machine's monotonic one, as that of {@link System#nanoTime} is on Linux.
 *
 * @param tasks of all pages, in the order of their beginning
 */
record Trace(List<Task> tasks) {

    private static final double MICROS_A_MS = 1e3;
    private static final double NANOS_A_MICRO = 1e3;
    private static final double MICROS_A_SECOND = 1e6;

    /**
     * A task.
     *
     * @param thread that did it
     * @param atMicros when it began
     * @param cpuMs processor time
     */
    record Task(String thread, double atMicros, double cpuMs) {}

    static Trace read(Path file) throws IOException {
        List<Task> tasks = new ArrayList<>();
        Set<String> pages = new HashSet<>();
        try (JsonParser parser = new ObjectMapper(new JsonFactory()).createParser(file.toFile())) {
            while (parser.nextToken() != JsonToken.START_ARRAY) {
                if (parser.currentToken() == null) {
                    throw new IOException("no trace: " + file);
                }
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                JsonNode event = parser.readValueAsTree();
                String thread = event.path("pid") + "/" + event.path("tid");
                String name = event.path("name").asText();
                if (name.equals("thread_name")
                        && event.path("args").path("name").asText().equals("CrRendererMain")) {
                    pages.add(thread);
                } else if (name.endsWith("::RunTask") && event.has("tdur")) {
                    tasks.add(new Task(
                            thread,
                            event.path("ts").asDouble(),
                            event.path("tdur").asDouble() / MICROS_A_MS));
                }
            }
        }
        return new Trace(tasks.stream()
                .filter(task -> pages.contains(task.thread)) // threads are named at any place of the file
                .sorted(Comparator.comparingDouble(Task::atMicros))
                .toList());
    }

    /** What was done after that. */
    Trace since(long nanos) {
        return new Trace(tasks.stream()
                .filter(task -> task.atMicros >= nanos / NANOS_A_MICRO)
                .toList());
    }

    /** From the first to the last. */
    double seconds() {
        return tasks.isEmpty() ? 0 : secondsTo(tasks.get(tasks.size() - 1));
    }

    /** From the first to this one. */
    double secondsTo(Task task) {
        return (task.atMicros - tasks.get(0).atMicros) / MICROS_A_SECOND;
    }

    List<Task> over(double ms) {
        return tasks.stream().filter(task -> task.cpuMs > ms).toList();
    }

    double longestMs() {
        return tasks.stream().mapToDouble(Task::cpuMs).max().orElse(0);
    }
}
