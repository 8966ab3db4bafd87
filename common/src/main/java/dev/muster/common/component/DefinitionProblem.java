package dev.muster.common.component;

/**
 * Something wrong in a component definition or a lock list.
 *
 * @param file its path as it was given
 * @param line 1 for the first; 0 when it is about the whole file
 * @param message what is wrong
 * @param hint what to do; empty when the message says it
 */
public record DefinitionProblem(String file, int line, String message, String hint) {

    @Override
    public String toString() {
        String where = line > 0 ? file + ":" + line : file;
        return where + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
    }
}
