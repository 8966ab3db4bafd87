package dev.muster.common.spec;

/** A piece of the text: what a problem points at. */
interface Span {

    /** Of the first character; 0 is the beginning of the text. */
    int offset();

    /** In characters; 0 only at the end of the text. */
    int length();

    /** The very beginning, for problems of the file as a whole. */
    Span START = at(0, 1);

    static Span at(int offset, int length) {
        return new Piece(offset, length);
    }

    /** A span and nothing else. */
    record Piece(int offset, int length) implements Span {}
}
