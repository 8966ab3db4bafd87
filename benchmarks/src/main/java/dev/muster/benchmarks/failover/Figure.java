package dev.muster.benchmarks.failover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One measured thing: its rounds, and what it is to reach. Times are milliseconds. */
final class Figure {

    static final double NONE = Double.POSITIVE_INFINITY;
    private static final double NANOS_A_MS = 1e6;

    private final String name;
    private final double medianGoalMs;
    private final double maxGoalMs;
    private final List<Double> rounds = new ArrayList<>();

    Figure(String name, double medianGoalMs, double maxGoalMs) {
        this.name = name;
        this.medianGoalMs = medianGoalMs;
        this.maxGoalMs = maxGoalMs;
    }

    void add(long fromNanos, long toNanos) {
        rounds.add((toNanos - fromNanos) / NANOS_A_MS);
    }

    double medianMs() {
        double[] sorted = sorted();
        return sorted[sorted.length / 2];
    }

    /** A line of the table; empty when nothing was measured. */
    String line() {
        if (rounds.isEmpty()) {
            return "";
        }
        double[] sorted = sorted();
        double maxMs = sorted[sorted.length - 1];
        return String.format(
                Locale.ROOT,
                "  %-52s %4d %8.0f %8.0f %8.0f   %s%n",
                name,
                sorted.length,
                sorted[0],
                medianMs(),
                maxMs,
                verdict(medianMs() <= medianGoalMs && maxMs <= maxGoalMs));
    }

    static String heading() {
        return String.format("  %-52s %4s %8s %8s %8s   goal%n", "milliseconds", "n", "min", "median", "max");
    }

    private String verdict(boolean met) {
        List<String> goals = new ArrayList<>();
        if (medianGoalMs != NONE) {
            goals.add(String.format(Locale.ROOT, "median <= %.0f", medianGoalMs));
        }
        if (maxGoalMs != NONE) {
            goals.add(String.format(Locale.ROOT, "max <= %.0f", maxGoalMs));
        }
        long over = rounds.stream().filter(ms -> ms > maxGoalMs).count();
        return goals.isEmpty()
                ? ""
                : String.join(", ", goals) + (met ? "  met" : "  MISSED, " + over + " rounds over the maximum");
    }

    private double[] sorted() {
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
