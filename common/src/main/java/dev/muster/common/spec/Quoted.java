package dev.muster.common.spec;

/** Foreign text inside a message: ASCII only, one line, bounded. A file must not be able to move the operator's cursor. */
final class Quoted {

    /** Longer texts are cut; the line below the message shows more. */
    static final int LENGTH_MAX = 60;

    private Quoted() {}

    /** In double quotes. */
    static String of(String text) {
        return '"' + bare(text) + '"';
    }

    /** Without quotes. */
    static String bare(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            String next = escaped(text.charAt(i));
            if (out.length() + next.length() > LENGTH_MAX) {
                return out.append("...").toString();
            }
            out.append(next);
        }
        return out.toString();
    }

    /** Without quotes and however long it is: for names of files, which a terminal makes clickable. */
    static String whole(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(escaped((char) c)));
        return out.toString();
    }

    /** One character as it may be shown on any terminal. */
    static String escaped(char c) {
        return c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c);
    }
}
