package dev.muster.common.component;

import dev.muster.common.text.NearWords;
import java.util.Collection;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {

    private Nearest() {}

    /** The closest candidate when it is close enough to be meant: at most a third of the letters differ, and never more than three. */
    static Optional<String> to(String word, Collection<String> candidates) {
        int limit = Math.min(3, Math.max(1, word.length() / 3));
        return NearWords.of(word, candidates.stream().sorted().toList(), limit, 1).stream()
                .findFirst();
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
}
