package dev.muster.benchmarks.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Chromium wrote down of its own work (Trace Event Format): how much processor time each task of a page's thread took. A
 * long task's duration also has in it what other processes did meanwhile; its processor time has not.
 *
 * @param tasksMs processor time of each task, shortest first
 * @param seconds from the first to the last task
 */
record Trace(List<Double> tasksMs, double seconds) {

    private static final double MICROS_A_MS = 1e3;
    private static final double MICROS_A_SECOND = 1e6;

    /** A task as it is written; threads are named at any place of the file. */
    private record Task(String thread, double atMicros, double cpuMs) {}

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
        List<Task> ofPages =
                tasks.stream().filter(task -> pages.contains(task.thread)).toList();
        List<Double> cpuMs = new ArrayList<>(ofPages.stream().map(Task::cpuMs).toList());
        Collections.sort(cpuMs);
        double first = ofPages.stream().mapToDouble(Task::atMicros).min().orElse(0);
        double last = ofPages.stream().mapToDouble(Task::atMicros).max().orElse(0);
        return new Trace(List.copyOf(cpuMs), (last - first) / MICROS_A_SECOND);
    }

    long over(double ms) {
        return tasksMs.stream().filter(each -> each > ms).count();
    }

    double longestMs() {
        return tasksMs.isEmpty() ? 0 : tasksMs.get(tasksMs.size() - 1);
    }
}
