package dev.muster.agent.process;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that is searched for in lines of a component's output. Both come from outside, so the work is
 * bounded: a long line is cut, and an expression that backtracks for ever gives up, which counts as not found.
 */
public final class LinePattern {

    /** The rest of a longer line is not looked at. */
    public static final int LINE_CHARS_MAX = 4096;

    private static final int STEPS_MAX = 1_000_000;

    private final @Nullable Pattern pattern;
    private final String problem;

    public LinePattern(String expression) {
        Pattern compiled = null;
        String refused = "";
        try {
            compiled = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            refused = e.getDescription() + " in " + expression;
        }
        this.pattern = compiled;
        this.problem = refused;
    }

    /** Why the expression is none; it is never found then. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    public boolean isFoundIn(String line) {
        if (pattern == null) {
            return false;
        }
        String cut = line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX);
        try {
            return pattern.matcher(new Counted(cut, new int[1])).find();
        } catch (TooManySteps | StackOverflowError e) {
            return false;
        }
    }

    /** Counts the characters that the matcher looks at: the only handle on a backtracking expression. */
    private record Counted(CharSequence text, int[] steps) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps[0] > STEPS_MAX) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class TooManySteps extends RuntimeException {
        TooManySteps() {
            super("too many steps", null, false, false);
        }
    }
}
