package dev.muster.common.spec;

import dev.muster.common.text.NearWords;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The word that was probably meant. */
final class Suggestion {

    /** Words that are compared, and words that are listed: a file may declare very many. */
    private static final int COMPARED_MAX = 1_000;

    private static final int LISTED_MAX = 12;

    private Suggestion() {}

    /** The nearest of {@code known}, if one is near enough to be meant. */
    static Optional<String> nearest(String word, Collection<String> known) {
        int allowed = Math.max(1, word.length() / 3);
        List<String> compared = known.stream().limit(COMPARED_MAX).sorted().toList();
        return NearWords.of(word, compared, allowed, 1).stream().findFirst();
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
}
