package dev.muster.cli.console;

import java.util.ArrayList;
import java.util.List;

/** One line of the screen: pieces of text, each with its tone. Immutable; every character is taken to be one column wide. */
public record Line(List<Span> spans) {

    public static final Line EMPTY = new Line(List.of());

    /** A piece of one tone. */
    public record Span(Tone tone, String text) {}

    public Line {
        spans = List.copyOf(spans);
    }

    public static Line of(String text) {
        return EMPTY.plus(Tone.PLAIN, text);
    }

    public static Line of(Tone tone, String text) {
        return EMPTY.plus(tone, text);
    }

    /** This line with a piece more. Control characters are replaced: the text may come from a component's log. */
    public Line plus(Tone tone, String text) {
        List<Span> longer = new ArrayList<>(spans);
        longer.add(new Span(tone, Texts.printable(text)));
        return new Line(longer);
    }

    public Line plus(String text) {
        return plus(Tone.PLAIN, text);
    }

    public Line plus(Line other) {
        List<Span> longer = new ArrayList<>(spans);
        longer.addAll(other.spans);
        return new Line(longer);
    }

    /** This line with blanks up to {@code column}, and at least one when it reaches that far already. */
    public Line upTo(int column) {
        return plus(" ".repeat(Math.max(1, column - width())));
    }

    public int width() {
        return spans.stream().mapToInt(s -> Texts.width(s.text())).sum();
    }

    /** This line, cut to {@code columns} with an ellipsis. */
    public Line clipped(int columns, Glyphs glyphs) {
        if (width() <= columns) {
            return this;
        }
        List<Span> kept = new ArrayList<>();
        int left = columns;
        for (Span span : spans) {
            int width = Texts.width(span.text());
            if (width > left || left == 0) {
                kept.add(new Span(span.tone(), Texts.clip(span.text(), left, glyphs)));
                break;
            }
            kept.add(span);
            left -= width;
        }
        return new Line(kept);
    }

    /** As text without escape sequences. */
    public String plain() {
        StringBuilder text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString().stripTrailing();
    }

    /** As text with colours. */
    public String painted() {
        StringBuilder text = new StringBuilder();
        spans.forEach(span -> text.append(span.tone().paint(span.text())));
        return text.toString();
    }
}
