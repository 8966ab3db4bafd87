package dev.muster.common.component;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {

    private static final int LENGTH_MAX = 64;

    private Nearest() {}

    /** The closest candidate when it is close enough to be meant: at most a third of the letters differ, and never more than three. */
    static Optional<String> to(String word, Collection<String> candidates) {
        if (word.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        int limit = Math.min(3, Math.max(1, word.length() / 3));
        return candidates.stream()
                .filter(candidate -> candidate.length() <= LENGTH_MAX && distance(word, candidate) <= limit)
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** As a sentence: the nearest, or all there are. */
    static String hint(String word, Collection<String> candidates) {
        return to(word, candidates)
                .map(nearest -> "did you mean \"" + nearest + "\"?")
                .orElseGet(() -> candidates.isEmpty()
                        ? ""
                        : "known: "
                                + String.join(", ", candidates.stream().sorted().toList()));
    }

    /** Letters to insert, delete, replace or swap. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = cell(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cell(int[][] cost, String a, String b, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int differs = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + differs, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
