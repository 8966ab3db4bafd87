package dev.muster.common.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Merges two edits of one cluster.json: values by their keys, so hosts by address, roles of a host one by one, settings by name. A list is
 * one value.
 *
 * <p>Rules, which the tests cite:
 *
 * <ol>
 *   <li>What only one side has changed is as that side has it; what both have changed alike is so.
 *   <li>What both have changed differently is a conflict; there is no merged text then.
 *   <li>The merged text is that of {@code mine}, changed where {@code theirs} has changed something: comments, order and spelling of mine stay,
 *       those of theirs are lost but inside of values that are taken whole.
 * </ol>
 */
public final class SpecMerge {

    static final String BYTE_ORDER_MARK = "\uFEFF";

    private SpecMerge() {}

    /** What came of it. */
    public sealed interface Result {}

    /**
     * Everything fits together.
     *
     * @param text the merged file
     * @param taken where theirs was taken, for people
     */
    public record Merged(String text, List<String> taken) implements Result {
        public Merged {
            taken = List.copyOf(taken);
        }
    }

    /** It does not: a person must choose. */
    public record Conflicting(List<Conflict> conflicts) implements Result {
        public Conflicting {
            conflicts = List.copyOf(conflicts);
        }
    }

    /** One of the texts is no JSON object. */
    public record NotJson(String message) implements Result {}

    /**
     * What both have changed differently.
     *
     * @param path the keys that lead there
     * @param base what it was, in short; as all three {@value TreeMerge#ABSENT} where there is nothing
     */
    public record Conflict(String path, String base, String theirs, String mine) {}

    /**
     * Merges.
     *
     * @param base what both were made from
     * @param theirs what somebody else has made of it
     * @param mine what I have made of it
     */
    public static Result merge(String base, String theirs, String mine) {
        JsonText ours;
        TreeMerge merge;
        try {
            ours = JsonText.read(bare(mine));
            merge = new TreeMerge(JsonText.read(bare(base)), JsonText.read(bare(theirs)), ours);
        } catch (Unreadable e) {
            return new NotJson(String.valueOf(e.getMessage()));
        }
        if (!merge.conflicts().isEmpty()) {
            return new Conflicting(merge.conflicts());
        }
        String text =
                (mine.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "") + new TextPatch(ours).patched(merge.edits());
        if (!contains(base, theirs, text) || !contains(base, mine, text)) {
            throw new IllegalStateException("the merged text lacks something that was changed: " + text);
        }
        List<String> taken = new ArrayList<>();
        merge.edits().forEach(edit -> taken.add(edit.words()));
        return new Merged(text, taken);
    }

    /** Whether everything that {@code edited} has changed of {@code base} is in {@code text} too. */
    public static boolean contains(String base, String edited, String text) {
        try {
            TreeMerge merge =
                    new TreeMerge(JsonText.read(bare(base)), JsonText.read(bare(edited)), JsonText.read(bare(text)));
            return merge.conflicts().isEmpty() && merge.edits().isEmpty();
        } catch (Unreadable e) {
            return false;
        }
    }

    /** Whether both mean the same, wherever it stands. */
    public static boolean isSame(String one, String other) {
        return contains(one, other, one);
    }

    private static String bare(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
