package dev.muster.cli.command;

import java.util.Comparator;
import java.util.List;

/** Which words a mistyped one may have been meant for. */
final class Nearness {

    private static final int SUGGESTED_MAX = 2;

    private Nearness() {}

    /** The nearest of {@code words}, nearest first. */
    static List<String> nearest(String typed, List<String> words) {
        return words.stream()
                .distinct()
                .sorted(Comparator.comparingInt(word -> distance(typed, word)))
                .limit(SUGGESTED_MAX)
                .toList();
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int[][] cost, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
