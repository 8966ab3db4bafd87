package dev.muster.coordinator.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Metrics in the text format of Prometheus, version 0.0.4
 * (<a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition formats</a>). Names follow its
 * <a href="https://prometheus.io/docs/practices/naming/">conventions</a>: base units, and {@code _total} for what only grows.
 *
 * <p>All samples of a metric stand together after its HELP and TYPE, because each metric is begun once and ended by the next.
 */
final class Exposition {

    /** The format's media type. */
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    private final StringBuilder text = new StringBuilder();
    private final List<String> names = new ArrayList<>();

    /** What a metric is. */
    enum Type {
        /** Goes up and down. */
        GAUGE,
        /** Only grows, until the process begins anew. */
        COUNTER,
        /** A count and a sum of what was observed. */
        SUMMARY
    }

    /** A metric without labels. */
    void number(String name, Type type, String help, double value) {
        begin(name, type, help);
        sample(name, Map.of(), value);
    }

    /** A metric with one label; {@code values} are sorted, or at least in an order that does not change. */
    void numbers(String name, Type type, String help, String label, Map<String, ? extends Number> values) {
        begin(name, type, help);
        values.forEach((labelled, value) -> sample(name, Map.of(label, labelled), value.doubleValue()));
    }

    /** Begins a metric. */
    void begin(String name, Type type, String help) {
        if (!NAME.matcher(name).matches() || names.contains(name)) {
            throw new IllegalArgumentException("no name of a metric, or one that was begun before: " + name);
        }
        if ((type == Type.COUNTER) != name.endsWith("_total")) {
            throw new IllegalArgumentException("counters, and they alone, end in _total: " + name);
        }
        names.add(name);
        text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type.name().toLowerCase(Locale.ROOT));
        text.append('\n');
    }

    /** One value of the metric that was begun last, or, of a summary, its {@code _count} or {@code _sum}. */
    void sample(String name, Map<String, String> labels, double value) {
        text.append(name);
        String separator = "{";
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text.append(separator).append(label.getKey()).append("=\"");
            text.append(escaped(label.getValue()).replace("\"", "\\\"")).append('"');
            separator = ",";
        }
        text.append(labels.isEmpty() ? " " : "} ").append(written(value)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String written(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
