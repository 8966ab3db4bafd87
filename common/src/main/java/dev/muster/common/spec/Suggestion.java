package dev.muster.common.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The word that was probably meant. */
final class Suggestion {

    /** Longer words are compared for equality only: the distance costs the product of both lengths. */
    private static final int LENGTH_MAX = 40;

    /** Words that are compared, and words that are listed: a file may declare very many. */
    private static final int COMPARED_MAX = 1_000;

    private static final int LISTED_MAX = 12;

    private Suggestion() {}

    /** The nearest of {@code known}, if one is near enough to be meant. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        int allowed = Math.max(1, word.length() / 3);
        return known.stream()
                .limit(COMPARED_MAX)
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= allowed)
                .filter(candidate -> distance(word, candidate) <= allowed)
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code did you mean "compute"?}, or {@code otherwise} when nothing is near. */
    static String hint(String word, Collection<String> known, String otherwise) {
        return nearest(word, known)
                .map(near -> "did you mean " + Quoted.of(near) + "?")
                .orElse(otherwise);
    }

    /** The first of the words, for a hint. */
    static String some(Collection<String> words) {
        String shown = words.stream().limit(LISTED_MAX).map(Quoted::bare).collect(Collectors.joining(", "));
        return words.size() > LISTED_MAX ? shown + ", ..." : shown;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; case does not count. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] cost) {
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
