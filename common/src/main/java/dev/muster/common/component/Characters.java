package dev.muster.common.component;

/** Which characters may go where. */
final class Characters {

    private Characters() {}

    /** Whether {@code text} can be written to a file or an argument at all: no NUL, and no half of a surrogate pair. */
    static boolean canBeWritten(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
    }

    /** Whether {@code text} has a control character or a line separator. */
    static boolean hasControl(String text) {
        return text.codePoints().anyMatch(Characters::isControl);
    }

    static boolean isControl(int codePoint) {
        return Character.isISOControl(codePoint) || codePoint == 0x2028 || codePoint == 0x2029;
    }
}
