package dev.muster.common.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The words that a mistyped one may have been meant for. */
public final class NearWords {

    /** Letters; what is longer is no slip of the finger, and the distance costs the product of both lengths. */
    private static final int LENGTH_MAX = 64;

    private NearWords() {}

    /**
     * Those of {@code known} that are at most {@code distanceMax} letters away from {@code typed}, the nearest first, those that
     * are equally near in their order; at most {@code countMax}.
     */
    public static List<String> of(String typed, Collection<String> known, int distanceMax, int countMax) {
        if (typed.length() > LENGTH_MAX) {
            return List.of();
        }
        return known.stream()
                .distinct()
                .filter(word -> word.length() <= LENGTH_MAX)
                .filter(word -> Math.abs(word.length() - typed.length()) <= distanceMax)
                .map(word -> new Near(word, distance(typed, word)))
                .filter(near -> near.distance <= distanceMax)
                .sorted(Comparator.comparingInt(Near::distance))
                .limit(countMax)
                .map(Near::word)
                .toList();
    }

    private record Near(String word, int distance) {}

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; case does not count. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int[][] cost, int i, int j) {
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
