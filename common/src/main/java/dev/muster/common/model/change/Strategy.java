package dev.muster.common.model.change;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many components of a role a change may take down at one time, written as people write it: {@code all}, {@code one-by-one},
 * {@code half}, a number, a percentage, or {@code label:NAME} for all of one rack after those of another. With {@code @NAME} behind it, it is
 * done group by group: with all roles of the hosts that have one value of that label, then with those that have the next.
 *
 * @param kind how it counts
 * @param size components, or percent of the role's components; 0 where it does not matter
 * @param label whose values make the batches; empty where it does not matter
 * @param group label whose values make the groups; empty when the whole cluster is one
 */
public record Strategy(Kind kind, int size, String label, String group) {

    /** One after the other: what is taken when nobody says anything. */
    public static final Strategy ONE_BY_ONE = new Strategy(Kind.NUMBER, 1, "", "");

    public Strategy {
        group = orNone(group);
    }

    /** A strategy that an older version wrote has none. */
    private static String orNone(@Nullable String group) {
        return group == null ? "" : group;
    }

    private static final Pattern NUMBER = Pattern.compile("([1-9][0-9]{0,5})(%?)");

    /** How a strategy counts. */
    public enum Kind {
        ALL,
        HALF,
        NUMBER,
        PERCENT,
        LABEL
    }

    /** What {@code text} means; empty when it means nothing. */
    public static Optional<Strategy> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return ofOneGroup(text);
        }
        String group = text.substring(at + 1);
        return group.isEmpty()
                ? Optional.empty()
                : ofOneGroup(text.substring(0, at))
                        .map(strategy -> new Strategy(strategy.kind, strategy.size, strategy.label, group));
    }

    private static Optional<Strategy> ofOneGroup(String text) {
        Matcher number = NUMBER.matcher(text);
        if (text.equals("all")) {
            return Optional.of(new Strategy(Kind.ALL, 0, "", ""));
        } else if (text.equals("half")) {
            return Optional.of(new Strategy(Kind.HALF, 0, "", ""));
        } else if (text.equals("one-by-one")) {
            return Optional.of(ONE_BY_ONE);
        } else if (text.startsWith("label:") && text.length() > "label:".length()) {
            return Optional.of(new Strategy(Kind.LABEL, 0, text.substring("label:".length()), ""));
        } else if (number.matches()) {
            int size = Integer.parseInt(number.group(1));
            boolean percent = !number.group(2).isEmpty();
            return percent && size > 100
                    ? Optional.empty()
                    : Optional.of(new Strategy(percent ? Kind.PERCENT : Kind.NUMBER, size, "", ""));
        }
        return Optional.empty();
    }

    /**
     * How many of {@code of} components are taken together: at least one, and of two or more never all but where that is asked for.
     * For {@link Kind#LABEL} it is the label that says.
     */
    public int batchSize(int of) {
        int most = Math.max(1, of - 1);
        return switch (kind) {
            case ALL, LABEL -> Math.max(1, of);
            case HALF -> Math.max(1, (of + 1) / 2);
            case NUMBER -> Math.min(size, most);
            case PERCENT -> size == 100 ? Math.max(1, of) : Math.min(most, Math.max(1, of * size / 100));
        };
    }

    /** Whether all of the cluster may be down at one time. */
    public boolean isWholeCluster() {
        return kind == Kind.ALL && group.isEmpty();
    }

    @Override
    public String toString() {
        return ofOneGroup() + (group.isEmpty() ? "" : "@" + group);
    }

    private String ofOneGroup() {
        return switch (kind) {
            case ALL -> "all";
            case HALF -> "half";
            case NUMBER -> size == 1 ? "one-by-one" : Integer.toString(size);
            case PERCENT -> size + "%";
            case LABEL -> "label:" + label;
        };
    }
}
