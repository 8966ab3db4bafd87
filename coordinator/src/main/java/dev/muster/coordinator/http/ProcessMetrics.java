package dev.muster.coordinator.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.muster.coordinator.http.Exposition.Type;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** This process and its Java machine, under the names that Prometheus' own Java client gives them, so that common dashboards fit. */
final class ProcessMetrics {

    private static final double NS = 1e-9;
    private static final double MS = 1e-3;

    private ProcessMetrics() {}

    static void write(Exposition out) {
        out.number(
                "process_start_time_seconds",
                Type.GAUGE,
                "When the process began, in seconds since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() * MS);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            out.number(
                    "process_cpu_seconds_total",
                    Type.COUNTER,
                    "Processor time of the process.",
                    system.getProcessCpuTime() * NS);
            out.number("process_open_fds", Type.GAUGE, "Open files and sockets.", system.getOpenFileDescriptorCount());
            out.number(
                    "process_max_fds",
                    Type.GAUGE,
                    "How many files and sockets may be open.",
                    system.getMaxFileDescriptorCount());
        }
        memory(out);
        out.number(
                "jvm_threads_current",
                Type.GAUGE,
                "Threads.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        collections(out);
    }

    private static void memory(Exposition out) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        MemoryUsage other = memory.getNonHeapMemoryUsage();
        out.numbers(
                "jvm_memory_used_bytes", Type.GAUGE, "Memory in use.", "area", areas(heap.getUsed(), other.getUsed()));
        out.numbers(
                "jvm_memory_committed_bytes",
                Type.GAUGE,
                "Memory taken from the system.",
                "area",
                areas(heap.getCommitted(), other.getCommitted()));
        out.numbers(
                "jvm_memory_max_bytes",
                Type.GAUGE,
                "Limit of memory; -1 where there is none.",
                "area",
                areas(heap.getMax(), other.getMax()));
    }

    private static Map<String, Long> areas(long heap, long other) {
        Map<String, Long> areas = new LinkedHashMap<>();
        areas.put("heap", heap);
        areas.put("nonheap", other);
        return areas;
    }

    private static void collections(Exposition out) {
        String name = "jvm_gc_collection_seconds";
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        out.begin(name, Type.SUMMARY, "Time spent collecting garbage, by collector.");
        for (GarbageCollectorMXBean collector : collectors) {
            Map<String, String> labels = Map.of("gc", collector.getName());
            out.sample(name + "_count", labels, collector.getCollectionCount());
            out.sample(name + "_sum", labels, collector.getCollectionTime() * MS);
        }
    }
}
