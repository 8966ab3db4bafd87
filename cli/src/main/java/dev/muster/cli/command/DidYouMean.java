package dev.muster.cli.command;

import dev.muster.common.text.NearWords;
import java.util.Collection;
import java.util.List;

/** A question after a word that is not known. */
final class DidYouMean {

    private static final int SUGGESTED_MAX = 2;

    private DidYouMean() {}

    /** The nearest of {@code known}, however far they are: there is nothing else to be meant. Empty when there is none. */
    static String question(String typed, Collection<String> known) {
        List<String> near = NearWords.of(typed, known, Integer.MAX_VALUE, SUGGESTED_MAX);
        return near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "?";
    }
}
